import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** For which definition. */
export interface RequestSeedParameters extends WriteOptions {
  readonly taskDefinitionId: number;
}

/**
 * Asks for the next seed of a definition's random election, and pays the beacon's fee. Anyone may.
 *
 * @throws {MusterError} `ELECTION_SEED_TOO_YOUNG`, `ELECTION_NOT_CONFIGURED`.
 */
export async function requestSeed(
  { beacon, randomElection }: MusterClient,
  { taskDefinitionId, overrides = {} }: RequestSeedParameters,
): Promise<ContractTransactionReceipt> {
  const value = await readCall(async () => beacon.entryFee());
  return sendWrite(async () => randomElection.requestSeed(taskDefinitionId, { ...overrides, value }));
}
