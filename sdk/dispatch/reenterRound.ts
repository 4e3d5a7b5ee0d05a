import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task. */
export interface ReenterRoundParameters extends WriteOptions {
  readonly id: string;
}

/**
 * Moves a task whose round is void into the open round. Anyone may.
 *
 * @throws {MusterError} `DISPATCH_ROUND_NOT_VOID`, `DISPATCH_TOO_LATE`.
 */
export async function reenterRound(
  client: MusterClient,
  { id, overrides = {} }: ReenterRoundParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.dispatcher.reenterRound(id, overrides));
}
