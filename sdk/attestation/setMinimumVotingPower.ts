import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition. */
export interface SetMinimumVotingPowerParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** In the smallest unit of the staking currency. */
  readonly minimumVotingPower: bigint;
}

/**
 * Sets the least voting power of performers, attesters and aggregators. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_NOBODY_ELIGIBLE`.
 */
export async function setMinimumVotingPower(
  { center }: MusterClient,
  { taskDefinitionId, minimumVotingPower, overrides = {} }: SetMinimumVotingPowerParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.setTaskDefinitionMinVotingPower(taskDefinitionId, minimumVotingPower, overrides));
}
