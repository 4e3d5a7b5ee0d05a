import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when text names no blob: neither `ipfs://<CID>` nor `https://<relay>/blobs/<CID>`. */
export class BlobReferenceMalformedError extends BaseError {
  readonly reference: string;

  constructor(reference: string, reason: string) {
    super("BLOB_REFERENCE_MALFORMED", `${JSON.stringify(reference.slice(0, 200))} names no blob: ${reason}`);
    this.reference = reference;
  }
}
