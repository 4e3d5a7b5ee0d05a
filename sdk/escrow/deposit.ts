import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { approveToken } from "../client/approveToken.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** How much, of what, for whom. */
export interface DepositParameters extends WriteOptions {
  /** In the currency's smallest unit. */
  readonly amount: bigint;
  /** Native coin by default. */
  readonly currency?: string;
  /** Who is credited; the account itself by default. */
  readonly account?: string;
}

/**
 * Buys credit. Approves the currency first where it is a token.
 *
 * @throws {MusterError} `ESCROW_TRANSFER_MISMATCH`, `SAFE_ERC20_FAILED_OPERATION`.
 */
export async function deposit(
  client: MusterClient,
  { amount, currency = ZeroAddress, account, overrides = {} }: DepositParameters,
): Promise<ContractTransactionReceipt> {
  const { escrow, deployment } = client;
  const credited = account ?? (await signerOf(client).getAddress());
  const isNative = currency === ZeroAddress;
  if (!isNative) await approveToken(client, { token: currency, spender: deployment.addresses.escrow, amount });
  const value = isNative ? amount : 0n;
  return sendWrite(async () => escrow.deposit(currency, credited, amount, { ...overrides, value }));
}
