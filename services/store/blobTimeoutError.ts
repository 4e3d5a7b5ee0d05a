import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a blob does not arrive whole in time. */
export class BlobTimeoutError extends BaseError {
  /** The blob's own name, `ipfs://…`. */
  readonly uri: string;
  readonly reason: string;

  constructor(uri: string, reason: string, options?: ErrorOptions) {
    super("BLOB_TIMEOUT", `${uri} is too slow: ${reason}`, options);
    this.uri = uri;
    this.reason = reason;
  }
}
