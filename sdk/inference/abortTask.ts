import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";

/** Which task. */
export interface AbortTaskParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
}

/**
 * Ends a task whose time is over, or that its creator takes back before it is drawn. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_WRONG_TIME`, `INFERENCE_NOT_ALLOWED`.
 */
export async function abortTask(
  client: MusterClient,
  { id, file, overrides = {} }: AbortTaskParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.abortTask(id, fileStruct(file), overrides));
}
