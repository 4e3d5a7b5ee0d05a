import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition. */
export interface SetRestrictedOperatorsParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** Ascending; empty lets everybody. */
  readonly operators: readonly number[];
}

/**
 * Sets who may perform and attest. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_BAD_OPERATORS`, `TASK_DEFINITION_NOBODY_ELIGIBLE`.
 */
export async function setRestrictedOperators(
  { center }: MusterClient,
  { taskDefinitionId, operators, overrides = {} }: SetRestrictedOperatorsParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    center.setTaskDefinitionRestrictedOperators(taskDefinitionId, [...operators], overrides),
  );
}
