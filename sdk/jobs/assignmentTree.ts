import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

import { type Assignment, ASSIGNMENT_TYPES, assignmentValues } from "./assignmentLeaf.ts";

/** A tree of assignments. */
export interface AssignmentTree {
  /** Hex, 32 bytes. */
  readonly root: string;
  /** From an assignment's leaf to the root. */
  proofOf(assignment: Assignment): string[];
}

/** The tree whose root witnesses sign; its order does not matter. `undefined` without assignments. */
export function assignmentTree(assignments: readonly Assignment[]): AssignmentTree | undefined {
  if (assignments.length === 0) return undefined;
  const tree = StandardMerkleTree.of(assignments.map(assignmentValues), [...ASSIGNMENT_TYPES]);
  return { root: tree.root, proofOf: (assignment) => tree.getProof(assignmentValues(assignment)) };
}
