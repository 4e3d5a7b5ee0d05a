import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task. */
export interface SkipEntryParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
}

/**
 * Passes the turn of a task that was aborted before it was drawn. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NOT_ITS_TURN`, `INFERENCE_WRONG_STATUS`.
 */
export async function skipEntry(
  client: MusterClient,
  { id, overrides = {} }: SkipEntryParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.skipEntry(id, overrides));
}
