import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task. */
export interface ReenterUploadParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
}

/**
 * Joins another round because the one that was to choose the chunks is void. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_ROUND_NOT_VOID`.
 */
export async function reenterUpload(
  client: MusterClient,
  { id, overrides = {} }: ReenterUploadParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.reenterUpload(id, overrides));
}
