import { BaseError } from "../errors/baseError.ts";

/** Thrown when a BLS secret key is not 32 bytes of a number in 1 … group order - 1. Never carries the key. */
export class BlsSecretKeyInvalidError extends BaseError {
  constructor() {
    super(
      "BLS_SECRET_KEY_INVALID",
      "A BLS secret key is 32 bytes of hex, above zero and below the order of BLS12-381.",
    );
  }
}
