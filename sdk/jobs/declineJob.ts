import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SlotWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Declines a slot; the job is open again. The account's processor.
 *
 * @throws {MusterError} `JOB_NOT_PROCESSOR`, `JOB_DEADLINE_PASSED`, `JOB_ALREADY_ACKNOWLEDGED`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function declineJob(
  client: MusterClient,
  { slot, overrides = {}, ...reference }: SlotWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.decline(reference.id, terms, slot, overrides));
}
