import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a service of an AVS gives no answer that counts. */
export class ServiceAnswerError extends BaseError {
  readonly url: string;
  readonly reason: string;

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super("SERVICE_ANSWER", `${url} gives no answer: ${reason}`, options);
    this.url = url;
    this.reason = reason;
  }
}
