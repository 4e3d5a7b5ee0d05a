import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import type { JobSeries } from "../../sdk/jobs/jobSeries.ts";
import type { MatchRequest } from "./matchRequest.ts";

/** The executions of a slot of a job that is matched now, with a delay in milliseconds. */
export function seriesOf({ terms: { schedule }, clock }: MatchRequest, delay: bigint): JobSeries {
  const { startTime, interval, duration } = schedule;
  // On demand, the execution starts once acknowledging is over.
  const start = startTime === 0n ? clock.now + clock.ackWindow : startTime;
  return { start: start + delay, interval, duration, count: countExecutions(schedule) };
}
