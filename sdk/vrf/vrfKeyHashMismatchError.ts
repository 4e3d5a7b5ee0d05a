import { BaseError } from "../errors/baseError.ts";

/** Thrown when a request asks another proving key than the one at hand. */
export class VrfKeyHashMismatchError extends BaseError {
  readonly requested: string;
  readonly held: string;

  constructor(requested: string, held: string) {
    super("VRF_KEY_HASH_MISMATCH", `The request asks the key ${requested}, the secret key belongs to ${held}`);
    this.requested = requested;
    this.held = held;
  }
}
