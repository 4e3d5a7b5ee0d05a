import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition. */
export interface SetDefinitionPoolParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** A pool whose market is the center. */
  readonly pool: number;
}

/**
 * Takes a definition's operators from another pool. Its owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_WRONG_POOL`, `TASK_DEFINITION_NOBODY_ELIGIBLE`.
 */
export async function setDefinitionPool(
  { center }: MusterClient,
  { taskDefinitionId, pool, overrides = {} }: SetDefinitionPoolParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.setTaskDefinitionPool(taskDefinitionId, pool, overrides));
}
