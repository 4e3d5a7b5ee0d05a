import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Whose Escrow credit grows. */
export interface SetRewardsReceiverParameters extends WriteOptions {
  readonly rewardsReceiver: string;
}

/**
 * Sends future rewards of the account's operator elsewhere.
 *
 * @throws {MusterError} `IDENTITY_NOT_REGISTERED`, `IDENTITY_ZERO_RECEIVER`.
 */
export async function setRewardsReceiver(
  client: MusterClient,
  { rewardsReceiver, overrides = {} }: SetRewardsReceiverParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.setRewardsReceiver(rewardsReceiver, overrides));
}
