import { BaseError } from "../errors/baseError.ts";

/** Thrown when a ciphertext is the one that was uploaded, but does not decrypt to the committed result. */
export class ResultUndecryptableError extends BaseError {
  constructor() {
    super(
      "RESULT_UNDECRYPTABLE",
      "The ciphertext is the one that was uploaded, but with this key and context it is not the committed result: " +
        "the key or the context is another's, or the node encrypted something else.",
    );
  }
}
