import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition. */
export interface SetElectionParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** Address of an `ILeaderElection`; left out, anyone eligible performs from now on. */
  readonly election?: string;
}

/**
 * Enforces that the elected performer performs. The definition's owner may; see `setEpochBlocks` too.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`.
 */
export async function setElection(
  { center }: MusterClient,
  { taskDefinitionId, election = ZeroAddress, overrides = {} }: SetElectionParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.setTaskDefinitionElection(taskDefinitionId, election, overrides));
}
