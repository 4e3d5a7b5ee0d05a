import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { readCall } from "../../../sdk/client/readCall.ts";
import type { JobRecord } from "../../../sdk/jobs/jobRecord.ts";
import { JOB_STATUSES, type JobStatus } from "../../../sdk/jobs/jobStatus.ts";

/** A job and one of its slots, as they stand. */
export interface SlotView {
  readonly slot: number;
  /** As it is stored: what anybody may make of it is not made yet. */
  readonly stored: JobStatus;
  /** By the clock of the newest block. */
  readonly status: JobStatus;
  /** Seconds. */
  readonly matchedAt: bigint;
  readonly isAcknowledged: boolean;
  /** The operator that runs the slot. */
  readonly processor: number;
  /** Milliseconds. */
  readonly startDelay: bigint;
  /** Price of an execution. */
  readonly fee: bigint;
  /** The first execution that may still be reported. */
  readonly next: number;
  readonly successes: bigint;
  readonly failures: bigint;
  readonly undecided: bigint;
}

/** Reads a job and one of its slots. */
export async function readSlotView({ jobs }: MusterClient, record: JobRecord, slot: number): Promise<SlotView> {
  const { id, terms } = record;
  const [head, found, status] = await readCall(async () =>
    Promise.all([jobs.jobOf(id), jobs.slotOf(id, slot), jobs.clockStatusOf(id, terms)]),
  );
  return {
    slot,
    stored: JOB_STATUSES[Number(head.status)] ?? "None",
    status: JOB_STATUSES[Number(status)] ?? "None",
    matchedAt: head.matchedAt,
    isAcknowledged: ((head.acknowledged >> BigInt(slot)) & 1n) === 1n,
    processor: Number(found.processor),
    startDelay: found.startDelay,
    fee: found.fee,
    next: Number(found.next),
    successes: found.successes,
    failures: found.failures,
    undecided: found.undecided,
  };
}
