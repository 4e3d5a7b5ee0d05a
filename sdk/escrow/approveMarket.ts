import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which market, and whether it may. */
export interface ApproveMarketParameters extends WriteOptions {
  /** The market's address; the Dispatcher unless said otherwise. */
  readonly market?: string;
  /** False takes the approval back. */
  readonly approved?: boolean;
}

/**
 * Lets a market hold credit of the account, or no longer. What it holds already stays held.
 *
 * @throws {MusterError} when it cannot be sent.
 */
export async function approveMarket(
  client: MusterClient,
  { market = client.deployment.addresses.dispatcher, approved = true, overrides = {} }: ApproveMarketParameters = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.escrow.approveMarket(market, approved, overrides));
}
