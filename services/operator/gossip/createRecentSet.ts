/** What was seen a while ago, up to a number. */
export interface RecentSet {
  /** Whether it was not there before. */
  add(id: string): boolean;
  has(id: string): boolean;
  size(): number;
}

/** What a recent set forgets. */
export interface CreateRecentSetParameters {
  /** Above it, the oldest goes. */
  readonly maxSize: number;
  /** Milliseconds after which one is forgotten. */
  readonly maxAgeMs: number;
  /** Unix time in milliseconds; the clock's by default. */
  readonly now?: (() => number) | undefined;
}

export function createRecentSet({ maxSize, maxAgeMs, now = Date.now }: CreateRecentSetParameters): RecentSet {
  const expiryOf = new Map<string, number>();

  function add(id: string): boolean {
    forgetOld();
    if (expiryOf.has(id)) return false;
    expiryOf.set(id, now() + maxAgeMs);
    return true;
  }

  function forgetOld(): void {
    for (const [id, expiry] of expiryOf) {
      if (expiry > now() && expiryOf.size < maxSize) return;
      expiryOf.delete(id);
    }
  }

  return { add, has: (id) => (expiryOf.get(id) ?? 0) > now(), size: () => expiryOf.size };
}
