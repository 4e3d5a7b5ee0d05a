import { keccak_256 } from "@noble/hashes/sha3.js";
import { hexToBytes } from "@noble/hashes/utils.js";

import { BaseError } from "../errors/baseError.ts";

/** Rounds of one pass. Fewer than ten are measurably biased on rosters of four to sixteen. */
export const PERMUTATION_ROUNDS = 10;

/** The largest size that can be shuffled. */
export const PERMUTATION_MAX_SIZE = 2n ** 32n;

/** Thrown when the index is not in `[0, size)`, or when the size is above {@link PERMUTATION_MAX_SIZE}. */
export class PermutationOutOfRangeError extends BaseError {
  readonly index: bigint;
  readonly size: bigint;

  constructor(index: bigint, size: bigint) {
    super("PERMUTATION_OUT_OF_RANGE", `Index ${index} is outside a permutation of ${size}.`);
    this.index = index;
    this.size = size;
  }
}

/** Thrown when the seed is not 32 bytes of hex with a 0x in front. */
export class PermutationBadSeedError extends BaseError {
  constructor(seed: string) {
    super("PERMUTATION_BAD_SEED", `A seed is 32 bytes of hex with a 0x in front, not "${seed}".`);
  }
}

/**
 * Which seat stands at a position of the shuffled order; the twin of `Permutation.seatAt`.
 *
 * @param seed 32 bytes of hex, the key of the shuffle.
 * @param size how many seats there are, 1 to 2^32.
 * @param position place in the shuffled order, below `size`.
 * @throws PermutationOutOfRangeError, PermutationBadSeedError
 */
export function seatAt(seed: string, size: bigint, position: bigint): bigint {
  return walk("forward", seed, size, position, PERMUTATION_ROUNDS);
}

/**
 * Which position of the shuffled order a seat stands at; the inverse of {@link seatAt}.
 *
 * @param seed 32 bytes of hex, the key of the shuffle.
 * @param size how many seats there are, 1 to 2^32.
 * @param seat the seat to look for, below `size`.
 * @throws PermutationOutOfRangeError, PermutationBadSeedError
 */
export function positionOf(seed: string, size: bigint, seat: bigint): bigint {
  return walk("backward", seed, size, seat, PERMUTATION_ROUNDS);
}

/**
 * Either direction with any number of rounds, so that a test can show what too few would do.
 *
 * @internal
 */
export function walk(
  direction: "forward" | "backward",
  seed: string,
  size: bigint,
  index: bigint,
  rounds: number,
): bigint {
  if (index < 0n || index >= size || size > PERMUTATION_MAX_SIZE) throw new PermutationOutOfRangeError(index, size);
  if (!/^0x[0-9a-fA-F]{64}$/.test(seed)) throw new PermutationBadSeedError(seed);

  // Below 2^53 everywhere: a half is below 2^16, a value below 2^33, and a digest is reduced word by word.
  const limit = Number(size);
  const side = Math.ceil(Math.sqrt(limit));
  const pass = direction === "forward" ? forward : backward;
  const block = new Uint8Array(64);
  block.set(hexToBytes(seed.slice(2)));
  let value = Number(index);
  do value = pass(block, side, value, rounds);
  while (value >= limit);
  return BigInt(value);
}

function forward(block: Uint8Array, side: number, value: number, rounds: number): number {
  let left = Math.floor(value / side);
  let right = value % side;
  for (let round = 0; round < rounds; round++) {
    [left, right] = [right, (left + mix(block, round, right, side)) % side];
  }
  return left * side + right;
}

function backward(block: Uint8Array, side: number, value: number, rounds: number): number {
  let left = Math.floor(value / side);
  let right = value % side;
  for (let round = rounds - 1; round >= 0; round--) {
    [left, right] = [(right + side - mix(block, round, left, side)) % side, left];
  }
  return left * side + right;
}

/** keccak256(seed, round << 32 | half) mod side; the seed is in the block already. */
function mix(block: Uint8Array, round: number, half: number, side: number): number {
  const view = new DataView(block.buffer);
  view.setUint32(56, round);
  view.setUint32(60, half);
  const hash = keccak_256(block);
  const digest = new DataView(hash.buffer, hash.byteOffset);
  let rest = 0;
  for (let at = 0; at < 32; at += 4) rest = (rest * 2 ** 32 + digest.getUint32(at)) % side;
  return rest;
}
