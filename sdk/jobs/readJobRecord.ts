import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { decodeJobTerms } from "./decodeJobTerms.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { JobReference } from "./jobReference.ts";

/**
 * A job as it was registered, from its event.
 *
 * @throws {BaseError} `JOB_UNKNOWN` when no event tells of it.
 */
export async function readJobRecord(
  { jobs, deployment }: MusterClient,
  { id, record }: JobReference,
): Promise<JobRecord> {
  if (record) return record;

  const events = await readCall(async () => jobs.queryFilter(jobs.filters.JobRegistered(id), deployment.fromBlock));
  const [event] = events;
  if (!event) throw new BaseError("JOB_UNKNOWN", `No event tells of a job ${id}.`);
  const { terms, details } = event.args;
  const { scriptUri, parameters, endpoint, processors } = details;
  return {
    id,
    terms: decodeJobTerms(terms),
    details: { scriptUri, parameters, endpoint, processors: [...processors] },
    block: event.blockNumber,
  };
}
