import { isWord } from "./isWord.ts";
import { VrfSeedOutOfRangeError } from "./vrfSeedOutOfRangeError.ts";

/**
 * Checks that a seed fits one EVM word.
 *
 * @throws {VrfSeedOutOfRangeError} when it is negative or above 2^256 - 1.
 */
export function assertSeed(seed: bigint): void {
  if (!isWord(seed)) throw new VrfSeedOutOfRangeError(seed);
}
