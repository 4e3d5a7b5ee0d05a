import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { Groth16Proof } from "../proofs/groth16Proof.ts";
import type { UploadReport } from "./uploadReport.ts";
import { uploadReportStruct } from "./uploadReportStruct.ts";

/** Which uploads. */
export interface ReportResultUploadedParameters extends WriteOptions {
  readonly reports: readonly UploadReport[];
  /** One for each challenged chunk, in the order of the reports. */
  readonly chunkProofs: readonly Groth16Proof[];
}

/**
 * Shows that committed uploads are the committed results, and pays: all or none. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_BAD_PROOF`, `INFERENCE_WRONG_FILE`, `BEACON_…` while no seed is known.
 */
export async function reportResultUploaded(
  client: MusterClient,
  { reports, chunkProofs, overrides = {} }: ReportResultUploadedParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.reportResultUploaded(reports.map(uploadReportStruct), [...chunkProofs], overrides),
  );
}
