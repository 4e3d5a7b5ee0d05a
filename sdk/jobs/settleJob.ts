import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { JobWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Ends a job whose executions are all reported or over, and pays everyone. Anyone may.
 *
 * @throws {MusterError} `JOB_NOT_OVER`, `JOB_BAD_MOVE`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function settleJob(
  client: MusterClient,
  { overrides = {}, ...reference }: JobWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.settleJob(reference.id, terms, overrides));
}
