import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SlotWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Promises to run a slot in full. The account's processor.
 *
 * @throws {MusterError} `JOB_NOT_PROCESSOR`, `JOB_DEADLINE_PASSED`, `JOB_ALREADY_ACKNOWLEDGED`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function acknowledgeJob(
  client: MusterClient,
  { slot, overrides = {}, ...reference }: SlotWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.acknowledge(reference.id, terms, slot, overrides));
}
