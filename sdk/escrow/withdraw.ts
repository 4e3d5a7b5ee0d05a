import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { readCredit } from "./readCredit.ts";

/** How much, of what, to whom. */
export interface WithdrawParameters extends WriteOptions {
  /** In the currency's smallest unit; all of the credit by default. */
  readonly amount?: bigint;
  /** Native coin by default. */
  readonly currency?: string;
  /** The account itself by default. */
  readonly to?: string;
}

/**
 * Pays out credit of the account.
 *
 * @throws {MusterError} `ESCROW_INSUFFICIENT_CREDIT`, `ESCROW_WITHDRAWAL_FAILED`.
 */
export async function withdraw(
  client: MusterClient,
  { amount, currency = ZeroAddress, to, overrides = {} }: WithdrawParameters = {},
): Promise<ContractTransactionReceipt> {
  const receiver = to ?? (await signerOf(client).getAddress());
  const sum = amount ?? (await readCredit(client, { currency }));
  return sendWrite(async () => client.escrow.withdraw(currency, receiver, sum, overrides));
}
