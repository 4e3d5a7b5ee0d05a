import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { BLANK_FILE } from "./blankFile.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import type { Groth16Proof } from "../proofs/groth16Proof.ts";

/** Which task. */
export interface ReportResultUploadedParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
  /** Members of its group in the order in which they may upload; empty where it stands alone. */
  readonly tasks: readonly string[];
  /** The file of the group's task whose node uploads; left out where it stands alone, for nothing looks at it. */
  readonly source?: InferenceFile;
  /** One for each challenged chunk. */
  readonly chunkProofs: readonly Groth16Proof[];
}

/**
 * Shows that the committed upload is the committed result, and pays. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_BAD_PROOF`, `INFERENCE_WRONG_FILE`, `BEACON_…` while no seed is known.
 */
export async function reportResultUploaded(
  client: MusterClient,
  { id, file, tasks, source = BLANK_FILE, chunkProofs, overrides = {} }: ReportResultUploadedParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.reportResultUploaded(
      id,
      fileStruct(file),
      [...tasks],
      fileStruct(tasks.length === 0 ? BLANK_FILE : source),
      [...chunkProofs],
      overrides,
    ),
  );
}
