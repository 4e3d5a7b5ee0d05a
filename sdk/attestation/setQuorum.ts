import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { QuorumTerms } from "./quorumProgress.ts";

/** Of which definition, and its quorum from now on. */
export interface SetQuorumParameters extends QuorumTerms, WriteOptions {
  readonly taskDefinitionId: number;
}

/**
 * Raises a definition's quorum; nothing lowers it again. The definition's owner may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_OWNER`, `TASK_DEFINITION_BAD_QUORUM`.
 */
export async function setQuorum(
  { center }: MusterClient,
  { taskDefinitionId, minimumAttesters, approveBps, overrides = {} }: SetQuorumParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    center.setTaskDefinitionQuorum(taskDefinitionId, minimumAttesters, approveBps, overrides),
  );
}
