import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

import type { Blob } from "./blob.ts";
import { BLOB_TYPES, blobWords } from "./blobWords.ts";

/** A Merkle tree over leaves of blobs. */
export interface BlobTree {
  /** What a publisher posts, 32 bytes of hex. */
  readonly root: string;
  /**
   * The way from a blob's leaf to the root: 32 bytes of hex each.
   *
   * @throws {Error} when the tree was built without it.
   */
  proofOf(blob: Blob): string[];
}

/**
 * Builds the tree over blobs; it does not depend on their order.
 *
 * @throws {Error} when there are none.
 */
export function buildTree(blobs: readonly Blob[]): BlobTree {
  const tree = StandardMerkleTree.of(blobs.map(blobWords), BLOB_TYPES);
  return { root: tree.root, proofOf: (blob) => tree.getProof(blobWords(blob)) };
}
