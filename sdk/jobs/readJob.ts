import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { JobReference } from "./jobReference.ts";
import { JOB_STATUSES, type JobStatus } from "./jobStatus.ts";
import { readJobRecord } from "./readJobRecord.ts";

/** A slot of a job, as it stands. */
export interface JobSlotState {
  /** The operator that runs it; 0 before a match. */
  readonly processor: bigint;
  /** Milliseconds. */
  readonly startDelay: bigint;
  /** Price of an execution. */
  readonly fee: bigint;
  /** The first execution that may still be reported. */
  readonly next: bigint;
  readonly successes: bigint;
  readonly failures: bigint;
  /** Refused by a consumer's contract, or without a majority. */
  readonly undecided: bigint;
  readonly isAcknowledged: boolean;
}

/** A job as it was registered, and as it stands. */
export interface ReadJobReturnType extends JobRecord {
  /** By the clock: what anybody may make of it counts as made. */
  readonly status: JobStatus;
  readonly matcher: string;
  /** Seconds; 0 before the first match. */
  readonly matchedAt: bigint;
  readonly slots: readonly JobSlotState[];
}

/**
 * Reads a job.
 *
 * @throws {BaseError} `JOB_UNKNOWN` when no event tells of it.
 */
export async function readJob(client: MusterClient, reference: JobReference): Promise<ReadJobReturnType> {
  const { jobs } = client;
  const { id } = reference;
  const record = await readJobRecord(client, reference);
  const indices = Array.from({ length: Number(record.terms.slots) }, (_, index) => index);
  const [status, head, ...slots] = await readCall(async () =>
    Promise.all([
      jobs.clockStatusOf(id, record.terms),
      jobs.jobOf(id),
      ...indices.map(async (index) => jobs.slotOf(id, index)),
    ]),
  );
  return {
    ...record,
    status: JOB_STATUSES[Number(status)] ?? "None",
    matcher: head.matcher,
    matchedAt: head.matchedAt,
    slots: slots.map(({ processor, startDelay, fee, next, successes, failures, undecided }, index) => ({
      processor,
      startDelay,
      fee,
      next,
      successes,
      failures,
      undecided,
      isAcknowledged: ((head.acknowledged >> BigInt(index)) & 1n) === 1n,
    })),
  };
}
