import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";

/** Which task. */
export interface CollectRefundParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
}

/**
 * Pays back the fee of a task that a better-paid one pushed out of its queue. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NOTHING_DUE`.
 */
export async function collectRefund(
  client: MusterClient,
  { id, file, overrides = {} }: CollectRefundParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.collectRefund(id, fileStruct(file), overrides));
}
