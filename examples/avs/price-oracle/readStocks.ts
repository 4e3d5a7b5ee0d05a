import { readFileSync } from "node:fs";

import { parsePrice } from "./parsePrice.ts";

/** A price at a time. */
export interface StockRecord {
  readonly symbol: string;
  /** Unix seconds. */
  readonly timestamp: bigint;
  /** Units of 10^-8. */
  readonly price: bigint;
}

const STOCKS = new URL("../../../node_modules/vega-datasets/data/stocks.csv", import.meta.url);

/** Real prices of five shares, month by month from 2000 to 2010, in the order of time. */
export function readStocks(): readonly StockRecord[] {
  const [, ...lines] = readFileSync(STOCKS, "utf8").trim().split("\n");
  return lines
    .map((line) => {
      const [symbol = "", date = "", text = ""] = line.trim().split(",");
      const price = parsePrice(text);
      if (price === undefined) throw new Error(`There is no price in "${line}"`);
      return { symbol, timestamp: BigInt(Date.parse(`${date} UTC`)) / 1_000n, price };
    })
    .sort((a, b) => Number(a.timestamp - b.timestamp));
}
