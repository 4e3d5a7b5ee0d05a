import type { JobSchedule } from "./jobTerms.ts";

/** A schedule said by its executions; milliseconds. */
export interface ScheduleForParameters {
  readonly startTime: bigint;
  readonly interval: bigint;
  readonly duration: bigint;
  /** How many executions each slot has. */
  readonly executions: bigint;
  readonly maxStartDelay?: bigint;
}

/** The schedule that has exactly so many executions: it ends a millisecond after the last one's start. */
export function scheduleFor({
  startTime,
  interval,
  duration,
  executions,
  maxStartDelay = 0n,
}: ScheduleForParameters): JobSchedule {
  return { startTime, endTime: startTime + (executions - 1n) * interval + 1n, interval, duration, maxStartDelay };
}
