import { BaseError } from "../errors/baseError.ts";

/** One, in 18-decimal fixed point. */
const ONE = 10n ** 18n;

/** What an outcome leaves of the outcomes before it, in 18-decimal fixed point. */
const MEMORY = 980_000_000_000_000_000n;

/** The share of a new sample in the running mean of rewards is one part in this many. */
const MEAN_PARTS = 16n;

/** What an operator's outcomes have come to, in 18-decimal fixed point. Zeros are neutral. */
export interface Reputation {
  /** Weight of successes, old ones faded. */
  r: bigint;
  /** Weight of failures, old ones faded. */
  s: bigint;
}

/** Thrown when a number would not fit the contract's 128 bits. */
export class ReputationOutOfRangeError extends BaseError {
  readonly value: bigint;

  constructor(value: bigint) {
    super("REPUTATION_OUT_OF_RANGE", `${value} is not an unsigned number of 128 bits.`);
    this.value = value;
  }
}

/**
 * The reputation after one outcome; the twin of `BetaReputation.afterOutcome`. A reward of zero changes nothing.
 *
 * @param before the reputation before.
 * @param isSuccess whether the work was done.
 * @param reward what the work paid, in the smallest unit of its currency.
 * @param averageReward the market's running mean of rewards in the same unit; zero stands for none yet.
 * @throws ReputationOutOfRangeError
 */
export function afterOutcome(
  before: Reputation,
  isSuccess: boolean,
  reward: bigint,
  averageReward: bigint,
): Reputation {
  requireUint128(before.r, before.s);
  const weight = weightOf(reward, averageReward);
  if (reward === 0n) return before;

  const r = (before.r * MEMORY) / ONE;
  const s = (before.s * MEMORY) / ONE;
  return isSuccess ? { r: r + weight, s } : { r, s: s + weight };
}

/**
 * How much an outcome counts: `reward / (averageReward + reward)`, zero to one in 18-decimal fixed point.
 *
 * @param reward what the work paid, in the smallest unit of its currency.
 * @param averageReward the market's running mean of rewards, in the same unit.
 * @throws ReputationOutOfRangeError
 */
export function weightOf(reward: bigint, averageReward: bigint): bigint {
  requireUint128(reward, averageReward);
  return reward === 0n ? 0n : (reward * ONE) / (averageReward + reward);
}

/**
 * The score in parts per million, 0 to 1,000,000; 509,803 is neutral.
 *
 * @throws ReputationOutOfRangeError
 */
export function scorePpm({ r, s }: Reputation): bigint {
  requireUint128(r, s);
  return ((r + ONE) * 52n * 1_000_000n) / ((r + s + 2n * ONE) * 51n);
}

/**
 * The running mean of rewards after one more; the twin of `BetaReputation.nextMean`.
 *
 * @param mean the mean before, in the smallest unit of its currency; zero stands for none yet.
 * @param reward the new sample, in the same unit; zero is no sample.
 * @throws ReputationOutOfRangeError
 */
export function nextMean(mean: bigint, reward: bigint): bigint {
  requireUint128(mean, reward);
  if (mean === 0n) return reward;
  if (reward === 0n) return mean;

  const low = mean / 2n;
  const high = 2n * mean;
  const sample = reward < low ? low : reward > high ? high : reward;
  const rounding = sample > mean ? MEAN_PARTS - 1n : 0n;
  return (mean * (MEAN_PARTS - 1n) + sample + rounding) / MEAN_PARTS;
}

function requireUint128(...values: bigint[]): void {
  for (const value of values) {
    if (BigInt.asUintN(128, value) !== value) throw new ReputationOutOfRangeError(value);
  }
}
