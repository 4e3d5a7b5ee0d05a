import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which queue, and for whom. */
export interface AdmitTaskParameters extends WriteOptions {
  /** What its tasks have in common, as TaskQueued tells. */
  readonly queue: bigint;
  /** A node that could be drawn. */
  readonly operator: number;
}

/**
 * Enters the best task of a queue into the open round, because a node could be drawn for it. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NOTHING_TO_ADMIT`.
 */
export async function admitTask(
  client: MusterClient,
  { queue, operator, overrides = {} }: AdmitTaskParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.admitTask(queue, operator, overrides));
}
