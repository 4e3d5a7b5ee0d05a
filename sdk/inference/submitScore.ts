import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { ScoreRecord } from "./inferenceOrder.ts";

/** Which task. */
export interface SubmitScoreParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** See `hashScoreCommitment`. */
  readonly score: ScoreRecord;
}

/**
 * Commits the account's node to a score.
 *
 * @throws {MusterError} `INFERENCE_NOT_ALLOWED`, `INFERENCE_WRONG_STATUS`, `INFERENCE_WRONG_TIME`.
 */
export async function submitScore(
  client: MusterClient,
  { id, score, overrides = {} }: SubmitScoreParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.submitScore(id, score, overrides));
}
