import type { ContractTransactionReceipt } from "ethers";

import { RoundRobinElection__factory } from "../../typechain-types/index.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Of which definition, in which election. */
export interface SetEpochBlocksParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** Address of one of the suite's elections. */
  readonly election: string;
  /** Length of an epoch in blocks, 1 to 50,400. */
  readonly epochBlocks: number;
}

/**
 * Sets how long a leader leads. The definition's owner may.
 *
 * @throws {MusterError} `ELECTION_NOT_OWNER`, `ELECTION_BAD_EPOCH`.
 */
export async function setEpochBlocks(
  { runner }: MusterClient,
  { taskDefinitionId, election, epochBlocks, overrides = {} }: SetEpochBlocksParameters,
): Promise<ContractTransactionReceipt> {
  // All elections with epochs have this function.
  const contract = RoundRobinElection__factory.connect(election, runner);
  return sendWrite(async () => contract.setEpochBlocks(taskDefinitionId, epochBlocks, overrides));
}
