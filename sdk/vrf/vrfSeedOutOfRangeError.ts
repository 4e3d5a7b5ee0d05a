import { BaseError } from "../errors/baseError.ts";

/** Thrown when a VRF seed does not fit one unsigned EVM word. */
export class VrfSeedOutOfRangeError extends BaseError {
  readonly seed: bigint;

  constructor(seed: bigint) {
    super("VRF_SEED_OUT_OF_RANGE", `A VRF seed must be in 0 … 2^256 - 1, got ${seed}`);
    this.seed = seed;
  }
}
