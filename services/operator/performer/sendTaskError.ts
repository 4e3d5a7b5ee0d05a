import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Thrown when an aggregator refuses a task. */
export class SendTaskError extends BaseError {
  readonly url: string;
  readonly reason: string;
  /** What it says is wrong, for machines. */
  readonly refusal: string | undefined;

  constructor(url: string, reason: string, refusal: string | undefined) {
    super("SEND_TASK", `${url} does not take the task: ${reason}`);
    this.url = url;
    this.reason = reason;
    this.refusal = refusal;
  }
}
