import { setTimeout as wait } from "node:timers/promises";

import { formatUnits } from "ethers";
import fastify from "fastify";

import { PRICE_DECIMALS } from "./parsePrice.ts";
import type { StockRecord } from "./readStocks.ts";

const BPS = 10_000n;

/** How one exchange differs from another. */
export interface ServeFeedParameters {
  readonly records: readonly StockRecord[];
  /** Digits after the point that it shows. */
  readonly decimals: number;
  /** By how much its price is above the recorded one; below, when negative. */
  readonly spreadBps: bigint;
  /** Seconds by which its prices come late. */
  readonly lag: bigint;
  /** Milliseconds until it answers. */
  readonly delayMs: number;
}

/** An exchange on this machine. */
export interface ServedFeed {
  /** The address to give to the oracle. */
  readonly feed: string;
  stop(): Promise<void>;
}

/** Plays recorded prices as an exchange would tell them: the last one before the time that is asked for. */
export async function serveFeed(parameters: ServeFeedParameters): Promise<ServedFeed> {
  const { records, decimals, spreadBps, lag, delayMs } = parameters;
  const server = fastify({ forceCloseConnections: true });

  server.get<{ Querystring: { symbol: string; timestamp: string } }>("/price", async ({ query }, reply) => {
    await wait(delayMs);
    const timestamp = BigInt(query.timestamp) - lag;
    const found = records.findLast((record) => record.symbol === query.symbol && record.timestamp <= timestamp);
    if (found === undefined) return reply.code(404).send({ error: "no such price" });
    return { price: round((found.price * (BPS + spreadBps)) / BPS, decimals) };
  });

  const url = await server.listen({ port: 0, host: "127.0.0.1" });
  return { feed: `${url}/price?symbol={symbol}&timestamp={timestamp}`, stop: () => server.close() };
}

function round(price: bigint, decimals: number): string {
  const unit = 10n ** BigInt(PRICE_DECIMALS - decimals);
  return formatUnits(((price + unit / 2n) / unit) * unit, PRICE_DECIMALS);
}
