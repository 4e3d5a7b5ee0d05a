import type { JobSchedule } from "./jobTerms.ts";

/** How many executions a schedule has for each slot, whatever the delay; 0 for one that has none. */
export function countExecutions({ startTime, endTime, interval }: JobSchedule): bigint {
  if (startTime === 0n) return interval === 0n ? 1n : 0n;
  if (endTime <= startTime || interval === 0n) return 0n;
  return (endTime - startTime - 1n) / interval + 1n;
}
