import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

import { type JobReceipt, RECEIPT_TYPES, receiptValues } from "./receiptLeaf.ts";

/** A tree of receipts. */
export interface ReceiptTree {
  /** Hex, 32 bytes. */
  readonly root: string;
  /** From a receipt's leaf to the root. */
  proofOf(receipt: JobReceipt): string[];
}

/** The tree whose root witnesses sign; its order does not matter. `undefined` without receipts. */
export function receiptTree(receipts: readonly JobReceipt[]): ReceiptTree | undefined {
  if (receipts.length === 0) return undefined;
  const tree = StandardMerkleTree.of(receipts.map(receiptValues), [...RECEIPT_TYPES]);
  return { root: tree.root, proofOf: (receipt) => tree.getProof(receiptValues(receipt)) };
}
