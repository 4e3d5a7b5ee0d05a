import { BaseError } from "../errors/baseError.ts";

/** Thrown when an encryption key's secret is not 32 bytes of a number in 1 … subgroup order - 1. Never carries it. */
export class EncryptionSecretInvalidError extends BaseError {
  constructor() {
    super(
      "ENCRYPTION_SECRET_INVALID",
      "An encryption secret is 32 bytes of hex, above zero and below the order of Baby Jubjub's subgroup.",
    );
  }
}
