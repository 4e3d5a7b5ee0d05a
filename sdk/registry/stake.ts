import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { approveToken } from "../client/approveToken.ts";
import { readCall } from "../client/readCall.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { ownOperator } from "./ownOperator.ts";

/** How much, and for whom. */
export interface StakeParameters extends WriteOptions {
  /** In the smallest unit of the staking currency. */
  readonly amount: bigint;
  /** The account's own operator by default. */
  readonly operator?: number;
}

/**
 * Adds stake to an operator, whose it is from then on. Approves the staking currency first where it is a token.
 *
 * @throws {MusterError} `IDENTITY_UNKNOWN_OPERATOR`, `SAFE_ERC20_FAILED_OPERATION`.
 */
export async function stake(
  client: MusterClient,
  { amount, operator, overrides = {} }: StakeParameters,
): Promise<ContractTransactionReceipt> {
  const { registry, deployment } = client;
  const target = operator ?? (await ownOperator(client));
  const token = await readCall(async () => registry.stakeCurrency());
  const isNative = token === ZeroAddress;
  if (!isNative) await approveToken(client, { token, spender: deployment.addresses.registry, amount });
  return sendWrite(async () => registry.stake(target, amount, { ...overrides, value: isNative ? amount : 0n }));
}
