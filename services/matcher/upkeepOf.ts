import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import { closedExecutions } from "./closedExecutions.ts";
import type { MarketJob } from "./marketJob.ts";
import type { MarketTerms } from "./marketTerms.ts";

/** What anybody may do for a job. */
export type Upkeep =
  | { readonly work: "releaseUnacknowledged" | "settleJob" | "cancelJob" }
  | {
      readonly work: "countMissed";
      readonly slot: number;
      /** Executions that were missed. */
      readonly missed: bigint;
    };

/**
 * What anybody may do for a job by now, that brings it on or ends it.
 *
 * @param now The chain's time, in milliseconds.
 */
export function upkeepOf(job: MarketJob, market: MarketTerms, now: bigint): readonly Upkeep[] {
  const { status, terms, matchedAt } = job;
  const { startTime, endTime } = terms.schedule;
  if (status === "Open") return now >= (startTime === 0n ? endTime : startTime) ? [{ work: "cancelJob" }] : [];
  if (status === "Matched") {
    return now >= (matchedAt + market.ackWindow) * 1_000n ? [{ work: "releaseUnacknowledged" }] : [];
  }
  if (status !== "Assigned") return [];

  const count = countExecutions(terms.schedule);
  const closed = job.slots.map((slot) => closedExecutions(job, slot, market, now));
  const isOver = job.slots.every(({ next }, index) => next === count || closed[index] === count);
  if (isOver) return [{ work: "settleJob" }];
  return job.slots.flatMap(({ next }, slot): Upkeep[] => {
    const missed = (closed[slot] ?? 0n) - next;
    return missed > 0n ? [{ work: "countMissed", slot, missed }] : [];
  });
}
