import { BaseError } from "../errors/baseError.ts";

/** Thrown when what is to be signed is not a digest of 32 bytes. */
export class BlsDigestInvalidError extends BaseError {
  constructor() {
    super("BLS_DIGEST_INVALID", "What is signed is a digest: 32 bytes of hex.");
  }
}
