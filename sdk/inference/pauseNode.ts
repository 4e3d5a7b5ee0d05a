import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/**
 * Takes no more tasks, after the one that the account's node has.
 *
 * @throws {MusterError} `INFERENCE_NODE_BAD_MOVE`.
 */
export async function pauseNode(
  client: MusterClient,
  { overrides = {} }: WriteOptions = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.pauseNode(overrides));
}
