import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when nobody who was asked has a blob; somebody may later. */
export class BlobMissingError extends BaseError {
  /** The blob's own name, `ipfs://…`. */
  readonly uri: string;
  readonly reason: string;

  constructor(uri: string, reason: string, options?: ErrorOptions) {
    super("BLOB_MISSING", `${uri} is missing: ${reason}`, options);
    this.uri = uri;
    this.reason = reason;
  }
}
