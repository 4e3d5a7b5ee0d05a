import type { JobSeries } from "../../sdk/jobs/jobSeries.ts";

/** When the last execution of a series is over, in milliseconds. */
export function endOfSeries({ start, interval, duration, count }: JobSeries): bigint {
  return start + (count - 1n) * interval + duration;
}
