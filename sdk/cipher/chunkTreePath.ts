import { chunkTree } from "./chunkTree.ts";
import { treeShape } from "./treeShape.ts";

/**
 * What proves that a leaf is in the tree: all eight children at each level, from the leaves up.
 *
 * @param leaves Hashes of the chunks, at most 32,768.
 * @param index Place of the leaf.
 */
export function chunkTreePath(leaves: readonly bigint[], index: number): bigint[][] {
  return chunkTree(leaves).map(
    (families, level) => families[Math.floor(index / treeShape.arity ** (level + 1))] as bigint[],
  );
}
