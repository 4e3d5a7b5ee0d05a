import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a server does not give what it is asked for; it may later. */
export class ContentUnavailableError extends BaseError {
  readonly url: string;

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super("CONTENT_UNAVAILABLE", `${url} cannot be had: ${reason}`, options);
    this.url = url;
  }
}
