import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which definition. */
export interface RetireTaskDefinitionParameters extends WriteOptions {
  readonly taskDefinitionId: number;
}

/**
 * Ends a definition and returns its deposit as credit, 30 days after it was paid. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_DEPOSIT_LOCKED`.
 */
export async function retireTaskDefinition(
  { center }: MusterClient,
  { taskDefinitionId, overrides = {} }: RetireTaskDefinitionParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.retireTaskDefinition(taskDefinitionId, overrides));
}
