import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { JobWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Ends a job early: its consumer, or anyone once an open job's start has passed.
 *
 * @throws {MusterError} `JOB_NOT_CONSUMER`, `JOB_NOT_EXPIRED`, `JOB_BAD_MOVE`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function cancelJob(
  client: MusterClient,
  { overrides = {}, ...reference }: JobWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.cancelJob(reference.id, terms, overrides));
}
