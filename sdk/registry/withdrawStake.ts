import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Where to. */
export interface WithdrawStakeParameters extends WriteOptions {
  /** The account itself by default. */
  readonly to?: string;
}

/**
 * Pays out what the account's operator has unbonded.
 *
 * @throws {MusterError} `STAKING_STILL_UNBONDING`, `STAKING_NOTHING_UNBONDING`.
 */
export async function withdrawStake(
  client: MusterClient,
  { to, overrides = {} }: WithdrawStakeParameters = {},
): Promise<ContractTransactionReceipt> {
  const receiver = to ?? (await signerOf(client).getAddress());
  return sendWrite(async () => client.registry.withdrawStake(receiver, overrides));
}
