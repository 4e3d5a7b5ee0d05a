/** How fast each of many may go. */
export interface TokenBuckets {
  /** Whether there was enough; takes nothing when there was not. */
  take(key: string, cost?: number): boolean;
  /** What is left to take now. */
  level(key: string): number;
  size(): number;
}

/** The form of all buckets, and their number. */
export interface CreateTokenBucketsParameters {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Above it, the bucket that was touched longest ago goes; it would be full again soon. */
  readonly maxKeys: number;
  /** Unix time in milliseconds; the clock's by default. */
  readonly now?: (() => number) | undefined;
}

interface Bucket {
  readonly level: number;
  readonly at: number;
}

export function createTokenBuckets(parameters: CreateTokenBucketsParameters): TokenBuckets {
  const { ratePerSecond, burst, maxKeys, now = Date.now } = parameters;
  const buckets = new Map<string, Bucket>();

  function level(key: string): number {
    const bucket = buckets.get(key);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.level + (Math.max(0, now() - bucket.at) * ratePerSecond) / 1_000);
  }

  function take(key: string, cost = 1): boolean {
    const left = level(key) - cost;
    const isEnough = left >= 0;
    // Written anew to be the youngest of the map.
    const next = { level: isEnough ? left : left + cost, at: now() };
    buckets.delete(key);
    buckets.set(key, next);
    if (buckets.size > maxKeys) buckets.delete(buckets.keys().next().value as string);
    return isEnough;
  }

  return { take, level, size: () => buckets.size };
}
