import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { JobWriteParameters } from "./jobReference.ts";
import { readJobRecord } from "./readJobRecord.ts";
import type { SlotChoice } from "./slotChoice.ts";

/** Which job, and a processor for each of its slots. */
export interface MatchJobParameters extends JobWriteParameters {
  readonly slots: readonly SlotChoice[];
}

/**
 * Gives each slot of an open job a processor. Anyone may, and earns a share of what each success costs less.
 *
 * @throws {MusterError} `JOB_SCHEDULE_OVERLAP`, `JOB_REWARD_TOO_LOW`, `JOB_OVERDUE_MATCH` and the other rules of a match.
 * @throws {BaseError} `JOB_UNKNOWN`.
 */
export async function matchJob(
  client: MusterClient,
  { slots, overrides = {}, ...reference }: MatchJobParameters,
): Promise<ContractTransactionReceipt> {
  const { terms, details } = await readJobRecord(client, reference);
  const named = [...details.processors];
  return sendWrite(async () => client.jobs.matchJob(reference.id, terms, named, [...slots], overrides));
}
