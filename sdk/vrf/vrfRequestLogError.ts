import { BaseError } from "../errors/baseError.ts";

/** Thrown when a log that is not a `RandomWordsRequested` is read as one. */
export class VrfRequestLogError extends BaseError {
  /** The first topic of the log, or `undefined` when it is anonymous. */
  readonly topic: string | undefined;

  constructor(topic: string | undefined) {
    super("VRF_REQUEST_LOG", `The log with topic ${topic} is not a RandomWordsRequested`);
    this.topic = topic;
  }
}
