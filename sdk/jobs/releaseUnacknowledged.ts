import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { JobWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Opens a job again that not all processors acknowledged in time. Anyone may.
 *
 * @throws {MusterError} `JOB_DEADLINE_AHEAD`, `JOB_WRONG_STATUS`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function releaseUnacknowledged(
  client: MusterClient,
  { overrides = {}, ...reference }: JobWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.releaseUnacknowledged(reference.id, terms, overrides));
}
