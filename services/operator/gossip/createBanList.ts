/** Peers that are refused for a time. */
export interface BanList {
  add(peer: string): void;
  has(peer: string): boolean;
  /** The peers that are refused now. */
  list(): string[];
}

/** Above it, the oldest ban goes. */
const MAX_BANS = 4_096;

/**
 * @param banMs Milliseconds for which a peer is refused.
 * @param now Unix time in milliseconds; the clock's by default.
 */
export function createBanList(banMs: number, now: () => number = Date.now): BanList {
  const endOf = new Map<string, number>();

  function add(peer: string): void {
    endOf.delete(peer);
    endOf.set(peer, now() + banMs);
    if (endOf.size > MAX_BANS) endOf.delete(endOf.keys().next().value as string);
  }

  function has(peer: string): boolean {
    const isBanned = (endOf.get(peer) ?? 0) > now();
    if (!isBanned) endOf.delete(peer);
    return isBanned;
  }

  return { add, has, list: () => [...endOf.keys()].filter(has) };
}
