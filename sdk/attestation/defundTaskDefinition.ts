import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which definition, and how much. */
export interface DefundTaskDefinitionParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** In the smallest unit of the reward currency. */
  readonly amount: bigint;
}

/**
 * Takes back money that nobody is owed, as credit. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_UNDERFUNDED`.
 */
export async function defundTaskDefinition(
  { center }: MusterClient,
  { taskDefinitionId, amount, overrides = {} }: DefundTaskDefinitionParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.defundTaskDefinition(taskDefinitionId, amount, overrides));
}
