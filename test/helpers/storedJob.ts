import { ZeroAddress } from "ethers";

import type { JobSuite, TestJob } from "./jobs.ts";
import type { RebuiltJob } from "./rebuildJob.ts";

/** What the market stores of a job. */
export async function storedJob({ market }: JobSuite, { id, terms }: TestJob): Promise<RebuiltJob> {
  const { status, isBlameless, isCollected, acknowledged, round, matchedAt, matcher } = await market.jobOf(id);
  const indices = Array.from({ length: Number(terms.slots) }, (_, index) => index);
  const slots = indices.map(async (index) => {
    const { processor, startDelay, lane, fee, next, successes, failures, undecided } = await market.slotOf(id, index);
    const collected = await market.collectedOf(id, index);
    return { processor, startDelay, lane, fee, next, successes, failures, undecided, collected };
  });
  return {
    status,
    isBlameless,
    isCollected,
    acknowledged,
    round,
    matchedAt,
    // Nobody yet, or the consumer itself.
    matcher: matcher === ZeroAddress && round === 0n ? null : matcher,
    slots: await Promise.all(slots),
  };
}
