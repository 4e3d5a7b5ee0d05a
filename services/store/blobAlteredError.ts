import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when bytes are not those that their name promises. */
export class BlobAlteredError extends BaseError {
  /** The blob's own name, `ipfs://…`. */
  readonly uri: string;
  readonly reason: string;

  constructor(uri: string, reason: string, options?: ErrorOptions) {
    super("BLOB_ALTERED", `${uri} is altered: ${reason}`, options);
    this.uri = uri;
    this.reason = reason;
  }
}
