import { ZeroAddress } from "ethers";

import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { closedExecutions } from "./closedExecutions.ts";
import type { SlotChoice } from "./findMatch.ts";
import type { MarketJob, MarketSlot } from "./marketJob.ts";
import type { MarketTerms } from "./marketTerms.ts";
import type { Upkeep } from "./upkeepOf.ts";

const ALL_BPS = 10_000n;

/**
 * What a match brings its matcher when every execution succeeds, in wei. A share in a token counts as nothing: it cannot
 * be set against gas.
 */
export function incomeOfMatch(terms: JobTerms, slots: readonly SlotChoice[], { matcherBps }: MarketTerms): bigint {
  if (terms.currency !== ZeroAddress) return 0n;
  const share = slots.reduce((sum, { fee }) => sum + ((terms.reward - fee) * matcherBps) / ALL_BPS, 0n);
  return share * countExecutions(terms.schedule);
}

/** Who would be paid for upkeep, and what processors have to lose. */
export interface UpkeepSituation {
  readonly market: MarketTerms;
  /** The matcher's account. */
  readonly self: string;
  /** The chain's time, in milliseconds. */
  readonly now: bigint;
  /** What an operator can lose of native stake, in wei; 0 where stake is in a token. */
  readonly stakeOf: (operator: bigint) => bigint;
}

/** About what upkeep brings who does it, in wei: bounties for counting silence, and the share of a job of its own. */
export function incomeOfUpkeep(job: MarketJob, upkeep: Upkeep, situation: UpkeepSituation): bigint {
  const { market, now } = situation;
  if (upkeep.work === "cancelJob") return 0n;
  if (upkeep.work === "countMissed") return bountyOf(job, job.slots[upkeep.slot], upkeep.missed, situation);
  if (upkeep.work === "releaseUnacknowledged") {
    const silent = job.slots.filter((_, index) => ((job.acknowledged >> BigInt(index)) & 1n) === 0n);
    return silent.reduce((sum, slot) => sum + bounty(slot, market.silenceBps, situation), 0n);
  }
  const bounties = job.slots.map((slot) =>
    bountyOf(job, slot, closedExecutions(job, slot, market, now) - slot.next, situation),
  );
  return bounties.reduce((sum, amount) => sum + amount, shareOf(job, situation));
}

function shareOf({ terms, slots, matcher }: MarketJob, { market, self }: UpkeepSituation): bigint {
  if (matcher !== self || terms.currency !== ZeroAddress) return 0n;
  return slots.reduce(
    (sum, { fee, successes }) => sum + successes * (((terms.reward - fee) * market.matcherBps) / ALL_BPS),
    0n,
  );
}

function bountyOf(job: MarketJob, slot: MarketSlot | undefined, missed: bigint, situation: UpkeepSituation): bigint {
  if (slot === undefined || missed <= 0n || job.isBlameless) return 0n;
  const { missedBps, missedLimitBps } = situation.market;
  const share = missed * missedBps;
  return bounty(slot, share < missedLimitBps ? share : missedLimitBps, situation);
}

function bounty({ fee, processor }: MarketSlot, bps: bigint, { market, stakeOf }: UpkeepSituation): bigint {
  if (fee === 0n) return 0n;
  return (((stakeOf(processor) * bps) / ALL_BPS) * market.reporterBps) / ALL_BPS;
}
