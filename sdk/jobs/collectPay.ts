import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SlotWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";

/**
 * Pays a slot what it earned so far. Anyone may.
 *
 * @throws {MusterError} `JOB_NOTHING_TO_COLLECT`, `JOB_WRONG_STATUS`.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function collectPay(
  client: MusterClient,
  { slot, overrides = {}, ...reference }: SlotWriteParameters,
): Promise<ContractTransactionReceipt> {
  const { terms } = await readJobRecord(client, reference);
  return sendWrite(async () => client.jobs.collectPay(reference.id, terms, slot, overrides));
}
