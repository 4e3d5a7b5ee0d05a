import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import type { InclusionProof } from "./inclusionProof.ts";
import { inclusionStruct } from "./inclusionStruct.ts";

/** Which task. */
export interface CommitUploadParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** Its upload filled in. */
  readonly file: InferenceFile;
  /** Why it counts as served. */
  readonly inclusion: InclusionProof;
}

/**
 * Commits the account's node to what it uploaded.
 *
 * @throws {MusterError} `INFERENCE_BAD_CHUNK_COUNT`, `INFERENCE_WRONG_FILE`, `AVAILABILITY_…`.
 */
export async function commitUpload(
  client: MusterClient,
  { id, file, inclusion, overrides = {} }: CommitUploadParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.commitUpload(id, fileStruct(file), inclusionStruct(inclusion), overrides),
  );
}
