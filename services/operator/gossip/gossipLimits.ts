/** How much a node takes from others. */
export interface GossipLimits {
  /** Open connections at once; further ones are refused. */
  readonly maxConnections: number;
  /** Connections that a node looks for by itself. */
  readonly targetPeers: number;
  /** Connections of peers that no operator has vouched for; the oldest makes room. */
  readonly maxStrangers: number;
  /** New connections a second from one address. */
  readonly connectionsPerHostPerSecond: number;
  /** What one peer may deliver a second for long: messages, frames, and one more for every 4 KiB. */
  readonly peerRatePerSecond: number;
  /** The same at once, after a silence. */
  readonly peerBurst: number;
  /** Lesser faults forgiven before a peer is banned. A message ahead of its time or sent again weighs ten. */
  readonly forgivenFaults: number;
  /** Lesser faults forgotten a second. */
  readonly forgottenFaultsPerSecond: number;
  /** Milliseconds for which a banned peer is refused. */
  readonly banMs: number;
  /** Milliseconds by which another clock may be ahead. */
  readonly maxClockSkewMs: number;
  /** Milliseconds that the question for membership may take. */
  readonly membershipTimeoutMs: number;
  /** Messages remembered, so that none is taken twice. */
  readonly rememberedMessages: number;
  /** Peers and authors whose rates are remembered. */
  readonly rememberedRates: number;
  /** Handlers under way at once; messages beyond that are not delivered. */
  readonly maxHandlers: number;
  /** Milliseconds between two announcements of one's own addresses, give or take a fifth. */
  readonly announceIntervalMs: number;
  /** Milliseconds after which a connection is closed when one side does not hear the other. */
  readonly deafMs: number;
  /** Milliseconds between two looks for peers to connect to. */
  readonly dialIntervalMs: number;
}

/** Limits for a network of some hundred operators. */
export const gossipLimits: GossipLimits = {
  maxConnections: 64,
  targetPeers: 6,
  maxStrangers: 16,
  connectionsPerHostPerSecond: 20,
  peerRatePerSecond: 500,
  peerBurst: 5_000,
  forgivenFaults: 30,
  forgottenFaultsPerSecond: 0.5,
  banMs: 600_000,
  maxClockSkewMs: 10_000,
  membershipTimeoutMs: 2_000,
  rememberedMessages: 65_536,
  rememberedRates: 16_384,
  maxHandlers: 1_024,
  announceIntervalMs: 60_000,
  deafMs: 30_000,
  dialIntervalMs: 1_000,
};
