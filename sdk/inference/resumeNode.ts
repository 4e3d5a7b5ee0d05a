import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/**
 * Takes tasks again.
 *
 * @throws {MusterError} `INFERENCE_NODE_BAD_MOVE`.
 */
export async function resumeNode(
  client: MusterClient,
  { overrides = {} }: WriteOptions = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.resumeNode(overrides));
}
