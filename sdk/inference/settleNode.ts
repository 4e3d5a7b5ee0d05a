import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which node. */
export interface SettleNodeParameters extends WriteOptions {
  /** Its number. */
  readonly operator: number;
}

/**
 * Lets a node stop that asked to while a closed round could draw it. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NODE_SETTLED`, `INFERENCE_ROUND_UNDRAWN`.
 */
export async function settleNode(
  client: MusterClient,
  { operator, overrides = {} }: SettleNodeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.settleNode(operator, overrides));
}
