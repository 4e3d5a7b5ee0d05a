import { countExecutions } from "../../../sdk/jobs/countExecutions.ts";
import { DestinationKind, type JobTerms } from "../../../sdk/jobs/jobTerms.ts";

/** When the executions of a slot run and are reported. Milliseconds of the chain's time. */
export interface SlotSchedule {
  /** Of the first execution, the slot's delay included. */
  readonly start: number;
  readonly interval: number;
  readonly duration: number;
  /** From an execution's start to the end of the time to report it. */
  readonly window: number;
  readonly count: number;
}

/** How a market times jobs. */
export interface MarketTimes {
  /** Seconds. */
  readonly ackWindow: bigint;
  /** Milliseconds. */
  readonly reportTolerance: bigint;
  /** Milliseconds. */
  readonly receiptWindow: bigint;
}

/** A slot of a matched job. */
export interface MatchedSlot {
  readonly terms: JobTerms;
  /** Seconds. */
  readonly matchedAt: bigint;
  /** Milliseconds. */
  readonly startDelay: bigint;
}

/** The schedule of a slot, as the market computes it: on demand it starts when the time to acknowledge is over. */
export function slotScheduleOf({ terms, matchedAt, startDelay }: MatchedSlot, times: MarketTimes): SlotSchedule {
  const { schedule, destination } = terms;
  const first = schedule.startTime === 0n ? (matchedAt + times.ackWindow) * 1_000n : schedule.startTime;
  const isElsewhere = destination.kind === DestinationKind.OtherChain;
  return {
    start: Number(first + startDelay),
    interval: Number(schedule.interval),
    duration: Number(schedule.duration),
    window: Number(schedule.duration + times.reportTolerance + (isElsewhere ? times.receiptWindow : 0n)),
    count: Number(countExecutions(schedule)),
  };
}

/** When an execution starts. */
export function opensAt({ start, interval }: SlotSchedule, execution: number): number {
  return start + execution * interval;
}

/** From when on an execution cannot be reported any more. */
export function closesAt(schedule: SlotSchedule, execution: number): number {
  return opensAt(schedule, execution) + schedule.window;
}

/** The latest execution that has started by a time; -1 before the first. */
export function latestAt({ start, interval, count }: SlotSchedule, time: number): number {
  if (time < start) return -1;
  return count === 1 ? 0 : Math.min(count - 1, Math.floor((time - start) / interval));
}

/** The first execution whose window is open after a time; as many as there are when all are closed. */
export function firstOpenAfter({ start, interval, window, count }: SlotSchedule, time: number): number {
  const late = time - start - window;
  if (late < 0) return 0;
  return count === 1 ? 1 : Math.min(count, Math.floor(late / interval) + 1);
}
