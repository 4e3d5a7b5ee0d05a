/** The bounty of `DeferredCall`, in basis points of the cost: at once, for each block more, and at most. */
const FIRST_BOUNTY_BPS = 1_000n;
const BOUNTY_STEP_BPS = 200n;
const LAST_BOUNTY_BPS = 10_000n;

/** What an execution would take and be paid. */
export interface CallbackOfferParameters {
  /** Gas of the whole transaction. */
  readonly gas: bigint;
  /** Wei a unit of gas that the executor pays. */
  readonly gasPrice: bigint;
  readonly baseFee: bigint;
  /** Most wei above the base fee that are refunded. */
  readonly maxTip: bigint;
  /** Blocks since the callback was due. */
  readonly age: bigint;
  /** Wei that there are to pay from. */
  readonly budget: bigint;
}

/** An execution in numbers, all in wei. */
export interface CallbackOffer {
  readonly cost: bigint;
  /** What the gas and the bounty come to, whatever the budget. */
  readonly wanted: bigint;
  readonly budget: bigint;
  readonly pay: bigint;
  readonly profit: bigint;
  /** Whether the budget, and not the price, decides about the pay. */
  readonly isCapped: boolean;
}

/** What executing a callback costs and is worth now, as `DeferredCall.price` reckons it. */
export function callbackOffer(parameters: CallbackOfferParameters): CallbackOffer {
  const { gas, gasPrice, baseFee, maxTip, age, budget } = parameters;
  const cost = gas * gasPrice;
  const refunded = gas * smaller(gasPrice, baseFee + maxTip);
  const bountyBps = smaller(FIRST_BOUNTY_BPS + age * BOUNTY_STEP_BPS, LAST_BOUNTY_BPS);
  const wanted = refunded + (refunded * bountyBps) / 10_000n;
  const pay = smaller(wanted, budget);
  return { cost, wanted, budget, pay, profit: pay - cost, isCapped: budget < wanted };
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
