import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/**
 * Leaves, after the task that the account's node has.
 *
 * @throws {MusterError} `INFERENCE_NODE_BAD_MOVE`.
 */
export async function quitNode(
  client: MusterClient,
  { overrides = {} }: WriteOptions = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.quitNode(overrides));
}
