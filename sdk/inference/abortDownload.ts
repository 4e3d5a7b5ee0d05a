import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";

/** Which task. */
export interface AbortDownloadParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
}

/**
 * Gives a task back whose models the account's node could not fetch in time.
 *
 * @throws {MusterError} `INFERENCE_WRONG_TIME` before the time is over.
 */
export async function abortDownload(
  client: MusterClient,
  { id, file, overrides = {} }: AbortDownloadParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.abortDownload(id, fileStruct(file), overrides));
}
