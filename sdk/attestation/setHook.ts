import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition. */
export interface SetHookParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** The hook's address; left out, the definition has none from now on. */
  readonly hook?: string;
  /** Gas that each of its two calls gets, up to 1,000,000. */
  readonly gasLimit?: number;
}

/**
 * Sets the contract that is called around each submission, or removes it. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_OUT_OF_RANGE`.
 */
export async function setHook(
  { center }: MusterClient,
  { taskDefinitionId, hook = ZeroAddress, gasLimit = 0, overrides = {} }: SetHookParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.setTaskDefinitionHook(taskDefinitionId, hook, gasLimit, overrides));
}
