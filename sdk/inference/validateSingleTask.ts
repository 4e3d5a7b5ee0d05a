import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import { vrfProofStruct } from "./vrfProofStruct.ts";
import type { VrfProof } from "../vrf/vrfProof.ts";

/** Which task. */
export interface ValidateSingleTaskParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
  /** As `proveSampling` makes it. */
  readonly proof: VrfProof;
}

/**
 * Validates a task that was not sampled, or ends one whose node reported an error.
 *
 * @throws {MusterError} `INFERENCE_WRONG_SAMPLING` when it was sampled, `ECVRF_…` when the proof does not hold.
 */
export async function validateSingleTask(
  client: MusterClient,
  { id, file, proof, overrides = {} }: ValidateSingleTaskParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.validateSingleTask(id, fileStruct(file), vrfProofStruct(proof), overrides),
  );
}
