import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a blob has more bytes than anybody here takes. */
export class BlobTooLargeError extends BaseError {
  readonly maxBytes: number;

  /** @param subject What is too large: a blob's name, or words for one that has none yet. */
  constructor(subject: string, maxBytes: number, options?: ErrorOptions) {
    super("BLOB_TOO_LARGE", `${subject} has more than ${maxBytes} bytes`, options);
    this.maxBytes = maxBytes;
  }
}
