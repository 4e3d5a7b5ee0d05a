import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Whose terms. */
export interface AcceptTermsParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** The terms that were read and found good; by default whatever they are now. */
  readonly termsHash?: string;
}

/**
 * Accepts a definition's current slashing terms for the account's operator, for good.
 *
 * @throws {MusterError} `TASK_DEFINITION_WRONG_TERMS`, `TASK_DEFINITION_NOT_OPERATOR`.
 */
export async function acceptTerms(
  { center }: MusterClient,
  { taskDefinitionId, termsHash, overrides = {} }: AcceptTermsParameters,
): Promise<ContractTransactionReceipt> {
  const accepted = termsHash ?? (await readCall(async () => currentHash()));
  return sendWrite(async () => center.acceptTerms(taskDefinitionId, accepted, overrides));

  async function currentHash(): Promise<string> {
    const { termsVersion } = await center.taskDefinitionOf(taskDefinitionId);
    return (await center.slashingTermsOf(taskDefinitionId, termsVersion)).termsHash;
  }
}
