import { BaseError } from "../errors/baseError.ts";

/** Thrown when the seed of a key has fewer than 32 bytes. */
export class BlsSeedTooShortError extends BaseError {
  constructor(length: number) {
    super("BLS_SEED_TOO_SHORT", `A key's seed has at least 32 bytes, not ${length}.`);
  }
}
