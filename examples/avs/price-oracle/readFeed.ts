import { requestBytes } from "../../../services/requestBytes.ts";
import { parsePrice } from "./parsePrice.ts";

const MAX_ANSWER_BYTES = 16_384;

/** Which price, from where. */
export interface ReadFeedParameters {
  /** An address with `{symbol}` and, where the feed has a past, `{timestamp}`. */
  readonly feed: string;
  readonly symbol: string;
  /** Unix seconds. */
  readonly timestamp: bigint;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks a feed, which answers `{"price": "560.19"}`.
 *
 * @returns Units of 10^-8; `undefined` when the feed is away, slow, or says what is no price.
 */
export async function readFeed(parameters: ReadFeedParameters): Promise<bigint | undefined> {
  const { feed, symbol, timestamp, timeoutMs, signal } = parameters;
  const url = feed
    .replaceAll("{symbol}", encodeURIComponent(symbol))
    .replaceAll("{timestamp}", encodeURIComponent(String(timestamp)));
  try {
    const { isOk, bytes } = await requestBytes({ url, maxBytes: MAX_ANSWER_BYTES, timeoutMs, signal });
    const { price } = JSON.parse(bytes.toString("utf8")) as { price?: unknown };
    return isOk ? parsePrice(String(price)) : undefined;
  } catch {
    return undefined;
  }
}
