import { AbiCoder, formatUnits } from "ethers";

import type { Avs, Execute, Validate } from "../../../services/avs-kit/avs.ts";
import { AvsError } from "../../../services/avs-kit/avsError.ts";
import { medianOf } from "./medianOf.ts";
import { PRICE_DECIMALS } from "./parsePrice.ts";
import { readFeed } from "./readFeed.ts";

const TYPES = ["string", "uint256", "uint256"];
const BPS = 10_000n;
const TOLERANCE_BPS = 500n;

/** Where prices come from, and which are told. */
export interface CreatePriceOracleParameters {
  /** Addresses with `{symbol}` and perhaps `{timestamp}`. */
  readonly feeds: readonly string[];
  readonly symbols: readonly string[];
  /** Feeds that must answer: more than twice those that may lie. */
  readonly minimumFeeds: number;
  readonly feedTimeoutMs: number;
  /** Seconds after which a price is old news. */
  readonly maxAge: bigint;
  /** Unix seconds; the clock of this machine by default. */
  readonly now?: () => bigint;
}

interface Quote {
  readonly symbol: string;
  /** Units of 10^-8. */
  readonly price: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

/** Tells the median price of several feeds; validators ask their own feeds and allow for 5 %. */
export function createPriceOracle(parameters: CreatePriceOracleParameters): Avs {
  const { feeds, symbols, minimumFeeds, feedTimeoutMs: timeoutMs, maxAge } = parameters;
  const { now = () => BigInt(Math.floor(Date.now() / 1_000)) } = parameters;

  async function readPrice(symbol: string, timestamp: bigint, signal: AbortSignal): Promise<bigint> {
    const answers = await Promise.all(feeds.map((feed) => readFeed({ feed, symbol, timestamp, timeoutMs, signal })));
    const prices = answers.filter((price) => price !== undefined);
    if (prices.length >= minimumFeeds) return medianOf(prices);
    throw new AvsError("TOO_FEW_FEEDS", `${prices.length} of ${feeds.length} feeds answer, not ${minimumFeeds}`);
  }

  const execute: Execute = async ({ input, signal }) => {
    const symbol = symbols.find((known) => known === input.symbol);
    if (symbol === undefined) throw new AvsError("SYMBOL_UNKNOWN", `The symbol must be one of ${symbols.join(", ")}`);
    const timestamp = now();
    const quote = { symbol, timestamp, price: await readPrice(symbol, timestamp, signal) };
    return { proofOfTask: describe(quote), data: encode(quote) };
  };

  const validate: Validate = async ({ proofOfTask, data, signal }) => {
    const quote = decode(data);
    if (quote === undefined || data !== encode(quote) || proofOfTask !== describe(quote)) return false;
    const { symbol, price, timestamp } = quote;
    if (!symbols.includes(symbol)) return false;

    const age = now() - timestamp;
    if (age > maxAge || age < -maxAge) throw new AvsError("PRICE_STALE", `That price is ${age} seconds old`);
    const own = await readPrice(symbol, timestamp, signal);
    const difference = price > own ? price - own : own - price;
    return difference * BPS <= own * TOLERANCE_BPS;
  };

  return { execute, validate };
}

function describe({ symbol, price, timestamp }: Quote): string {
  return `${symbol} is at ${formatUnits(price, PRICE_DECIMALS)} at ${timestamp}`;
}

function encode({ symbol, price, timestamp }: Quote): string {
  return AbiCoder.defaultAbiCoder().encode(TYPES, [symbol, price, timestamp]);
}

function decode(data: string): Quote | undefined {
  try {
    const [symbol, price, timestamp] = AbiCoder.defaultAbiCoder().decode(TYPES, data);
    return { symbol, price, timestamp };
  } catch {
    return undefined;
  }
}
