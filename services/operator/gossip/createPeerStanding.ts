import type { Logger } from "../../logger.ts";
import { createBanList } from "./createBanList.ts";
import { createTokenBuckets } from "./createTokenBuckets.ts";
import type { GossipFault } from "./gossipFault.ts";
import type { GossipLimits } from "./gossipLimits.ts";

/** Below every threshold of the router. */
const BANNED_SCORE = -1_000;

/** What becomes of peers by what they do. */
export interface CreatePeerStandingParameters {
  readonly limits: GossipLimits;
  readonly logger: Logger;
  /** Whether what arrives now may have waited at our own door; nobody answers for it then. */
  readonly isCatchingUp: () => boolean;
  readonly disconnect: (peer: string) => void;
}

/** How well peers behave. */
export interface PeerStanding {
  /** Whether a peer may have so much of our time now. One that wants too much is banned. */
  admits(peer: string, cost: number): boolean;
  /** Holds a fault against a peer; `null` cannot be forgiven. */
  blame(peer: string, fault: GossipFault, weight: number | null): void;
  isBanned(peer: string): boolean;
  /** The faults of a peer as a score: 0 without any. */
  scoreOf(peer: string): number;
  bannedPeers(): string[];
  /** Peers banned since the start. */
  bans(): number;
  /** Faults since the start. */
  faults(): Readonly<Partial<Record<GossipFault, number>>>;
  sizes(): Readonly<Record<string, number>>;
}

export function createPeerStanding(parameters: CreatePeerStandingParameters): PeerStanding {
  const { limits, logger, isCatchingUp, disconnect } = parameters;
  const { peerRatePerSecond, peerBurst, forgivenFaults, forgottenFaultsPerSecond, rememberedRates, banMs } = limits;
  const maxKeys = rememberedRates;
  const traffic = createTokenBuckets({ ratePerSecond: peerRatePerSecond, burst: peerBurst, maxKeys });
  const patience = createTokenBuckets({ ratePerSecond: forgottenFaultsPerSecond, burst: forgivenFaults, maxKeys });
  const banned = createBanList(banMs);
  const faults = new Map<GossipFault, number>();
  let bans = 0;

  function admits(peer: string, cost: number): boolean {
    if (banned.has(peer)) return false;
    if (isCatchingUp() || traffic.take(peer, cost)) return true;
    blame(peer, "flood", null);
    return false;
  }

  function blame(peer: string, fault: GossipFault, weight: number | null): void {
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
    if (weight === 0 || isCatchingUp() || banned.has(peer)) return;
    if (weight !== null && patience.take(peer, weight)) return;
    bans++;
    banned.add(peer);
    logger.warn({ event: "peerBanned", peer, fault, banMs }, "A peer misbehaves and is cut off");
    disconnect(peer);
  }

  return {
    admits,
    blame,
    isBanned: banned.has,
    scoreOf: (peer) => (banned.has(peer) ? BANNED_SCORE : patience.level(peer) - forgivenFaults),
    bannedPeers: banned.list,
    bans: () => bans,
    faults: () => Object.fromEntries(faults),
    sizes: () => ({ traffic: traffic.size(), patience: patience.size(), bans: banned.list().length }),
  };
}
