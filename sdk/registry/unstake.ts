import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** How much, in the smallest unit of the staking currency. */
export interface UnstakeParameters extends WriteOptions {
  readonly amount: bigint;
}

/**
 * Starts to unbond stake of the account's operator. A second request starts the clock of all of it anew.
 *
 * @throws {MusterError} `STAKING_INSUFFICIENT`.
 */
export async function unstake(
  client: MusterClient,
  { amount, overrides = {} }: UnstakeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.unstake(amount, overrides));
}
