import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** Why a web endpoint did not take an output. */
export type DeliveryFailure =
  /** It answered with a status that says that trying again is of no use. */
  | "refused"
  /** No attempt reached it, or it kept failing. */
  | "unreachable"
  /** It took the output, and has not signed for it with the key that the job names. */
  | "unacknowledged"
  /** The delivery was called off. */
  | "stopped";

/** Thrown when an output was not delivered to a web endpoint. */
export class DeliveryFailedError extends BaseError {
  readonly failure: DeliveryFailure;
  /** How often it was tried. */
  readonly attempts: number;

  constructor(failure: DeliveryFailure, attempts: number, detail: string, options?: ErrorOptions) {
    super("DELIVERY_FAILED", `The output was not delivered (${failure}, ${attempts} attempts): ${detail}`, options);
    this.failure = failure;
    this.attempts = attempts;
  }
}
