import { hashPoseidon } from "./hashPoseidon.ts";

/**
 * The leaf of a chunk.
 *
 * @param words Sixteen field elements, plain or encrypted.
 */
export function hashChunk(words: readonly bigint[]): bigint {
  return hashPoseidon(words);
}
