import type { JobSeries } from "../../sdk/jobs/jobSeries.ts";
import { scheduleOverlap } from "../../sdk/jobs/scheduleOverlap.ts";

/** Beyond so many conflicts a gap is not worth looking for. */
const MAX_STEPS = 512;

/** A series that looks for a place among others. */
export interface FindStartDelayParameters {
  /** At delay 0. */
  readonly series: JobSeries;
  readonly taken: readonly JobSeries[];
  /** Milliseconds. */
  readonly maxDelay: bigint;
}

/**
 * The shortest delay with which a series fits between others, in milliseconds.
 *
 * Where two executions overlap, every delay overlaps too until the one starts when the other ends; so each step goes there
 * and none is passed over.
 *
 * @returns Nothing when no delay up to the longest one fits, or when none was found among 512 conflicts.
 */
export function findStartDelay({ series, taken, maxDelay }: FindStartDelayParameters): bigint | undefined {
  let delay = 0n;
  for (let step = 0; step < MAX_STEPS && delay <= maxDelay; ++step) {
    const shifted = { ...series, start: series.start + delay };
    const other = taken.find((candidate) => scheduleOverlap(shifted, candidate));
    if (other === undefined) return delay;
    delay += delayPast(shifted, other);
  }
  return undefined;
}

/** How much later a series must be so that its first execution which overlaps another starts when that one ends. */
function delayPast(series: JobSeries, other: JobSeries): bigint {
  let [clear, overlapping] = [0n, series.count];
  while (overlapping - clear > 1n) {
    const middle = (clear + overlapping) / 2n;
    if (scheduleOverlap({ ...series, count: middle }, other)) overlapping = middle;
    else clear = middle;
  }
  const start = series.start + (overlapping - 1n) * series.interval;
  return firstEndAfter(start, other) - start;
}

/** The end of the first execution that is not over at a time. */
function firstEndAfter(time: bigint, { start, interval, duration, count }: JobSeries): bigint {
  if (count === 1n || time < start + duration) return start + duration;
  return start + ((time - start - duration) / interval + 1n) * interval + duration;
}
