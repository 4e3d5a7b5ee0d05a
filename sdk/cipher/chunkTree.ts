import { hashPoseidon } from "./hashPoseidon.ts";
import { treeShape } from "./treeShape.ts";

const { arity, depth } = treeShape;

/**
 * All levels of the tree over some leaves, from the leaves up to the eight children of the root. Missing nodes are those
 * of a tree of zeros.
 *
 * @param leaves Hashes of the chunks, at most 32,768.
 */
export function chunkTree(leaves: readonly bigint[]): bigint[][][] {
  const levels: bigint[][][] = [];
  let nodes = leaves;
  let empty = 0n;
  for (let level = 0; level < depth; level++) {
    const families: bigint[][] = [];
    for (let at = 0; at < Math.max(nodes.length, 1); at += arity) {
      families.push(Array.from({ length: arity }, (_, child) => nodes[at + child] ?? empty));
    }
    levels.push(families);
    if (level === depth - 1) break;
    const nothing = empty;
    empty = hashPoseidon(Array.from({ length: arity }, () => nothing));
    nodes = families.map((family) => hashPoseidon(family));
  }
  return levels;
}
