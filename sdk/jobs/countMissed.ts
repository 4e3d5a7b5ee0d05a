import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SlotWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Counts a slot's executions whose windows closed without a report, at their price. Anyone may.
 *
 * @throws {MusterError} `JOB_NOTHING_MISSED`, `JOB_WRONG_STATUS`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function countMissed(
  client: MusterClient,
  { slot, overrides = {}, ...reference }: SlotWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.countMissed(reference.id, terms, slot, overrides));
}
