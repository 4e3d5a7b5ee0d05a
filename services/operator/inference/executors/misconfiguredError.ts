import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** Thrown when a task asks for what cannot be done, and so for what no other node could do either. */
export class MisconfiguredError extends BaseError {
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super("TASK_MISCONFIGURED", `The task is misconfigured: ${reason}`, options);
    this.reason = reason;
  }
}
