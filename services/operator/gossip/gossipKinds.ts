/** What a kind of message may cost those who pass it on. */
export interface GossipKind {
  /** Largest envelope, in bytes; the fields around a payload take about 200. */
  readonly maxBytes: number;
  /** Milliseconds after which a message is of no use to anybody. */
  readonly maxAgeMs: number;
  /** Messages a second that an operator may send for long. */
  readonly ratePerSecond: number;
  /** Messages that an operator may send at once after a silence; ten seconds' worth outlasts a busy receiver. */
  readonly burst: number;
}

/** Operators tell each other with it where they can be reached; not for others to publish. */
export const PEER_KIND = "peer";

/** The kinds of messages that every operator passes on. Anything larger than a task goes by reference. */
export const gossipKinds: Readonly<Record<string, GossipKind>> = {
  task: { maxBytes: 16_384, maxAgeMs: 60_000, ratePerSecond: 5, burst: 50 },
  vote: { maxBytes: 1_024, maxAgeMs: 60_000, ratePerSecond: 20, burst: 200 },
  submitted: { maxBytes: 1_024, maxAgeMs: 60_000, ratePerSecond: 5, burst: 50 },
  term: { maxBytes: 1_024, maxAgeMs: 30_000, ratePerSecond: 2, burst: 20 },
  witness: { maxBytes: 1_024, maxAgeMs: 60_000, ratePerSecond: 2, burst: 40 },
  [PEER_KIND]: { maxBytes: 1_024, maxAgeMs: 60_000, ratePerSecond: 1, burst: 10 },
};
