import { BaseError } from "../../errors/baseError.ts";

/** Thrown when bytes are no result, or when files cannot be one. */
export class ResultMalformedError extends BaseError {
  readonly reason: string;

  constructor(reason: string) {
    super("RESULT_MALFORMED", `This is no result: ${reason}`);
    this.reason = reason;
  }
}
