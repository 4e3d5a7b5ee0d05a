import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import { DestinationKind } from "../../sdk/jobs/jobTerms.ts";
import type { MarketJob, MarketSlot } from "./marketJob.ts";
import type { MarketTerms } from "./marketTerms.ts";

/**
 * How many of a slot's executions can no longer be reported, as the market counts them.
 *
 * @param now Milliseconds.
 */
export function closedExecutions(
  { terms, matchedAt }: MarketJob,
  { startDelay }: MarketSlot,
  market: MarketTerms,
  now: bigint,
): bigint {
  const { schedule, destination } = terms;
  const start = schedule.startTime === 0n ? (matchedAt + market.ackWindow) * 1_000n : schedule.startTime;
  const receipt = destination.kind === DestinationKind.OtherChain ? market.receiptWindow : 0n;
  const closesAt = start + startDelay + schedule.duration + market.reportTolerance + receipt;
  if (now < closesAt) return 0n;
  const count = countExecutions(schedule);
  if (count === 1n) return 1n;
  const closed = (now - closesAt) / schedule.interval + 1n;
  return closed < count ? closed : count;
}
