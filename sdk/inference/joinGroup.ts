import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";

/** Which task. */
export interface JoinGroupParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
  /** Id of the task that was sampled. */
  readonly first: string;
  /** Its file. */
  readonly firstFile: InferenceFile;
  /** What they share, 32 bytes of hex. */
  readonly guid: string;
}

/**
 * Shows that a scored task belongs to one that was sampled, which gives it the group's time.
 *
 * @throws {MusterError} `INFERENCE_BAD_GROUP`, `INFERENCE_WRONG_OPENING`.
 */
export async function joinGroup(
  client: MusterClient,
  { id, file, first, firstFile, guid, overrides = {} }: JoinGroupParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.joinGroup(id, fileStruct(file), first, fileStruct(firstFile), guid, overrides),
  );
}
