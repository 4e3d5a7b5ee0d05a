import { floorSum } from "./floorSum.ts";
import type { JobSeries } from "./jobSeries.ts";

/**
 * Whether an execution of one series and an execution of the other run at the same time; as `ScheduleOverlap` on-chain.
 * Executions that touch do not overlap.
 *
 * @param left A series with a count and a duration of at least 1, and an interval no shorter than the duration.
 * @param right Another.
 */
export function scheduleOverlap(left: JobSeries, right: JobSeries): boolean {
  if (endOf(left) <= right.start || endOf(right) <= left.start) return false;

  const offset = left.start - right.start;
  const begun = countUpTo(left, right, offset + left.duration - 1n);
  const over = countUpTo(left, right, offset - right.duration);
  return begun > over;
}

function endOf({ start, interval, duration, count }: JobSeries): bigint {
  return start + (count - 1n) * interval + duration;
}

/** Over all executions i of the left series, how many j of the right one have `j·right.interval ≤ x + i·left.interval`. */
function countUpTo(left: JobSeries, right: JobSeries, x: bigint): bigint {
  const step = stepOf(left);
  const other = stepOf(right);
  const first = stepsTo(0n, x, step, left.count);
  const last = stepsTo((right.count - 1n) * other, x, step, left.count);
  const all = (left.count - last) * right.count;
  if (last <= first) return all;
  return all + floorSum(last - first, other, step, x + first * step) + (last - first);
}

/** The first i, at most `limit`, with `x + i·step ≥ target`. */
function stepsTo(target: bigint, x: bigint, step: bigint, limit: bigint): bigint {
  if (x >= target) return 0n;
  const steps = (target - x + step - 1n) / step;
  return steps < limit ? steps : limit;
}

function stepOf({ count, interval }: JobSeries): bigint {
  return count === 1n ? 1n : interval;
}
