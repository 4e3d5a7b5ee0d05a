import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task, and how much. */
export interface BumpCallbackParameters extends WriteOptions {
  readonly id: string;
  /** Wei. */
  readonly amount: bigint;
}

/**
 * Adds native coin of the account to the budget of a callback that is due or has failed. Anyone may.
 *
 * @throws {MusterError} `DISPATCH_WRONG_CALLBACK_STATE`.
 */
export async function bumpCallback(
  client: MusterClient,
  { id, amount, overrides = {} }: BumpCallbackParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.dispatcher.bumpCallback(id, { ...overrides, value: amount }));
}
