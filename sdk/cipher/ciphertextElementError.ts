import { BaseError } from "../errors/baseError.ts";

/** Thrown when a ciphertext holds a number that no encryption makes: it was altered, or never was one. */
export class CiphertextElementError extends BaseError {
  /** Chunk that holds it. */
  readonly index: number;

  constructor(index: number) {
    super("CIPHERTEXT_ELEMENT", `Chunk ${index} of the ciphertext was altered: it holds a number outside the field.`);
    this.index = index;
  }
}
