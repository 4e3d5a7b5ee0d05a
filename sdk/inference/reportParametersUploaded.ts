import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import type { InclusionProof } from "./inclusionProof.ts";
import { inclusionStruct } from "./inclusionStruct.ts";

/** Which task. */
export interface ReportParametersUploadedParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
  /** Why it counts as served. */
  readonly inclusion: InclusionProof;
  /** The creator's, over task and data hash; `0x` when the account is the creator. */
  readonly signature: string;
}

/**
 * Says that the parameters are there for the node. Its creator may, and others with its signature.
 *
 * @throws {MusterError} `INFERENCE_NOT_ALLOWED`, `AVAILABILITY_…`.
 */
export async function reportParametersUploaded(
  client: MusterClient,
  { id, file, inclusion, signature, overrides = {} }: ReportParametersUploadedParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.reportParametersUploaded(id, fileStruct(file), inclusionStruct(inclusion), signature, overrides),
  );
}
