import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { inferenceErrors, type InferenceErrorName } from "./inferenceErrors.ts";

/** Which task. */
export interface ReportInferenceErrorParameters extends WriteOptions {
  /** The task's id. */
  readonly id: string;
  /** What went wrong. */
  readonly error: InferenceErrorName;
}

/**
 * Reports why the account's node cannot deliver.
 *
 * @throws {MusterError} `INFERENCE_NO_ERROR`, `INFERENCE_NOT_ALLOWED`, `INFERENCE_WRONG_STATUS`.
 */
export async function reportInferenceError(
  client: MusterClient,
  { id, error, overrides = {} }: ReportInferenceErrorParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.reportError(id, inferenceErrors.indexOf(error), overrides));
}
