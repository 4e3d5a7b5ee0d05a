import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task. */
export interface ChallengeTaskParameters extends WriteOptions {
  readonly id: string;
  /** `value`, the default, attaches the bond; `credit` takes it from the account's, which approved the center. */
  readonly payFrom?: "value" | "credit";
}

/**
 * Challenges a task within its dispute period, against the bond. Anyone may.
 *
 * @throws {MusterError} `ATTESTATION_WRONG_STATUS`, `ATTESTATION_DISPUTES_DISABLED`.
 */
export async function challengeTask(
  { center }: MusterClient,
  { id, payFrom = "value", overrides = {} }: ChallengeTaskParameters,
): Promise<ContractTransactionReceipt> {
  const value = payFrom === "value" ? await readCall(async () => center.challengeBond()) : 0n;
  return sendWrite(async () => center.challengeTask(id, { ...overrides, value }));
}
