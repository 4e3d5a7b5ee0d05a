import { BaseError } from "../errors/baseError.ts";

/** Thrown when a context is no field element. */
export class ContextInvalidError extends BaseError {
  constructor(context: bigint) {
    super("CIPHER_CONTEXT_INVALID", `A context is an element of BN254's scalar field, not ${context}.`);
  }
}
