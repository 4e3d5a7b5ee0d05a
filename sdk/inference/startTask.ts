import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task. */
export interface StartTaskParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
}

/**
 * Draws the node of a task whose round was answered, when it is its turn. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NOT_ITS_TURN`, `INFERENCE_WRONG_STATUS`, `BEACON_…` while no seed is known.
 */
export async function startTask(
  client: MusterClient,
  { id, overrides = {} }: StartTaskParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.startTask(id, overrides));
}
