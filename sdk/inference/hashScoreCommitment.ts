import { AbiCoder, keccak256 } from "ethers";

import type { ScoreOpening } from "./inferenceOrder.ts";

/** What a score commitment binds together. */
export interface HashScoreCommitmentParameters {
  /** The task's id. */
  readonly id: string;
  /** The node's operator. */
  readonly node: number;
  readonly resultRoot: string;
  readonly opening: ScoreOpening;
}

/** What a node commits itself to: a score that is bound to task, node and result, as `scoreCommitmentOf` on-chain. */
export function hashScoreCommitment({ id, node, resultRoot, opening }: HashScoreCommitmentParameters): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "uint24", "bytes32", "bytes32", "bytes32"],
      [id, node, resultRoot, keccak256(opening.score), opening.salt],
    ),
  );
}
