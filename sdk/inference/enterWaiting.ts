import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** How many. */
export interface EnterWaitingParameters extends WriteOptions {
  /** How many at most. */
  readonly most: number;
}

/**
 * Lets nodes into their lists that came while a closed round was undrawn. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_ROUND_UNDRAWN`.
 */
export async function enterWaiting(
  client: MusterClient,
  { most, overrides = {} }: EnterWaitingParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.enterWaiting(most, overrides));
}
