import { chunkTree } from "./chunkTree.ts";
import { hashPoseidon } from "./hashPoseidon.ts";

/**
 * The root of the tree over chunks; the length of the result goes into it, so a shorter or longer one has another.
 *
 * @param leaves Hashes of the chunks, at most 32,768.
 * @param byteLength Length of the result, in bytes.
 */
export function chunkTreeRoot(leaves: readonly bigint[], byteLength: number): bigint {
  const top = chunkTree(leaves).at(-1)?.[0] as bigint[];
  return hashPoseidon([...top, BigInt(byteLength)]);
}
