import { BaseError } from "../sdk/errors/baseError.ts";

/** How a request over HTTP ended without an answer that can be read. */
export type RequestFailure = "timeout" | "tooLarge" | "stopped" | "unreachable";

/** Thrown when a server cannot be reached, is too slow, or says more than anybody wants to hear. */
export class RequestFailedError extends BaseError {
  readonly url: string;
  readonly failure: RequestFailure;
  readonly reason: string;

  constructor(url: string, failure: RequestFailure, reason: string, options?: ErrorOptions) {
    super("REQUEST_FAILED", `${url}: ${reason}`, options);
    this.url = url;
    this.failure = failure;
    this.reason = reason;
  }
}
