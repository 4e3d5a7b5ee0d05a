import { BaseError } from "../errors/baseError.ts";

/** Thrown when what was committed to as a result, and decrypts as such, is no sequence of bytes: the node's doing. */
export class ResultMalformedError extends BaseError {
  constructor() {
    super("RESULT_MALFORMED", "The committed result decrypts, but is no sequence of bytes: its node made it so.");
  }
}
