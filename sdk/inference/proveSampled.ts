import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { fileStruct } from "./fileStruct.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import { vrfProofStruct } from "./vrfProofStruct.ts";
import type { VrfProof } from "../vrf/vrfProof.ts";

/** Which task. */
export interface ProveSampledParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
  /** As `proveSampling` makes it. */
  readonly proof: VrfProof;
}

/**
 * Proves that a task was sampled, which gives its group time.
 *
 * @throws {MusterError} `INFERENCE_WRONG_SAMPLING` when it was not.
 */
export async function proveSampled(
  client: MusterClient,
  { id, file, proof, overrides = {} }: ProveSampledParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.proveSampled(id, fileStruct(file), vrfProofStruct(proof), overrides));
}
