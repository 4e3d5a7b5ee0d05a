import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition. */
export interface SetRewardCurrencyParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** Address of the token; the zero address is the native coin. */
  readonly currency: string;
}

/**
 * Sets what rewards are paid in, before the first task; what money has come becomes credit of the account. The
 * definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_CURRENCY_FIXED`.
 */
export async function setRewardCurrency(
  { center }: MusterClient,
  { taskDefinitionId, currency, overrides = {} }: SetRewardCurrencyParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.setTaskDefinitionCurrency(taskDefinitionId, currency, overrides));
}
