import { BaseError } from "../errors/baseError.ts";

/** Thrown when a ciphertext is not the one whose root was committed to. */
export class CiphertextAlteredError extends BaseError {
  readonly expectedRoot: bigint;
  readonly root: bigint;

  constructor(expectedRoot: bigint, root: bigint) {
    super(
      "CIPHERTEXT_ALTERED",
      `The ciphertext was altered: its root is ${root}, that of the upload is ${expectedRoot}.`,
    );
    this.expectedRoot = expectedRoot;
    this.root = root;
  }
}
