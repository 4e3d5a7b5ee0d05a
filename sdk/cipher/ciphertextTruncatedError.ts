import { BaseError } from "../errors/baseError.ts";

/** Thrown when a ciphertext ends too early, or its closing length is that of another. */
export class CiphertextTruncatedError extends BaseError {
  /** Bytes that were seen. */
  readonly byteLength: number;

  constructor(byteLength: number) {
    super(
      "CIPHERTEXT_TRUNCATED",
      `The ciphertext of ${byteLength} bytes is cut off: it does not end with the length of what it holds.`,
    );
    this.byteLength = byteLength;
  }
}
