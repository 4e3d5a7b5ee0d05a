import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a relay does not take a blob. */
export class BlobRefusedError extends BaseError {
  readonly relay: string;
  readonly reason: string;

  constructor(relay: string, reason: string, options?: ErrorOptions) {
    super("BLOB_REFUSED", `${relay} does not take the blob: ${reason}`, options);
    this.relay = relay;
    this.reason = reason;
  }
}
