import type { CallbackOffer } from "./callbackOffer.ts";

/** What the newest execution weighs beside all before it, as one part in so many. */
const NEWEST_PART = 5n;
const UNIT = 1_000_000n;

/** How executions have turned out beside what was reckoned: an estimate knows the gas needed, not the gas used. */
export interface CallbackExperience {
  /** An offer corrected by experience. */
  correct(offer: CallbackOffer): CallbackOffer;
  /** Remembers an execution: what was offered before correction, and what it came to. All in wei. */
  learn(offer: CallbackOffer, spent: bigint, earned: bigint): void;
}

export function createCallbackExperience(): CallbackExperience {
  let costShare = UNIT;
  let payShare = UNIT;
  let hasLearnt = false;

  function correct(offer: CallbackOffer): CallbackOffer {
    const cost = (offer.cost * costShare) / UNIT;
    const wanted = (offer.wanted * payShare) / UNIT;
    const isCapped = offer.budget < wanted;
    const pay = isCapped ? offer.budget : wanted;
    return { ...offer, cost, wanted, pay, profit: pay - cost, isCapped };
  }

  function learn(offer: CallbackOffer, spent: bigint, earned: bigint): void {
    if (offer.cost > 0n) costShare = mean(costShare, (spent * UNIT) / offer.cost);
    // What the budget capped says nothing about what would have been paid.
    if (earned < offer.budget && offer.wanted > 0n) payShare = mean(payShare, (earned * UNIT) / offer.wanted);
    hasLearnt = true;
  }

  function mean(before: bigint, sample: bigint): bigint {
    return hasLearnt ? before + (sample - before) / NEWEST_PART : sample;
  }

  return { correct, learn };
}
