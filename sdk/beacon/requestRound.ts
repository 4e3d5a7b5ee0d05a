import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Nothing but what every write takes. */
export type RequestRoundParameters = WriteOptions;

/**
 * Closes the open round and asks for its randomness. Anyone may.
 *
 * @throws {MusterError} `BEACON_ROUND_EMPTY`, `BEACON_TOO_SOON`.
 */
export async function requestRound(
  client: MusterClient,
  { overrides = {} }: RequestRoundParameters = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.beacon.request(overrides));
}
