/** A budget that is known not to be kept. */
export interface Overrun {
  /** Gas that is accepted instead, at any size. */
  readonly accepted: number;
  /** Where the gas goes, and why it stays. */
  readonly reason: string;
}

/** The budgets that are not kept. A new overrun fails the check, and so does one that grows or has gone away. */
export const overruns: Readonly<Record<string, Overrun>> = {
  "registry.joinPool": {
    accepted: 92_000,
    reason: "Eight slots are read that nothing warmed, three of them the pool's rules (6.3k), of which one would do.",
  },
  "registry.leavePool": {
    accepted: 79_000,
    reason: "The seat's closed record goes to an archive slot of its own (22.1k), so that neither side needs a hint.",
  },
  "beacon.request": {
    accepted: 119_500,
    reason: "The round and the map from request to round are two new slots (44.2k); the answer is cheaper for it.",
  },
  "dispatch.submitTask": {
    accepted: 148_500,
    reason:
      "Two new slots, head and terms (44.2k), an event with the whole request (9.8k), and two calls to the Escrow.",
  },
  "dispatch.skipTask": {
    accepted: 91_000,
    reason:
      "The count of free skips starts in a new slot every epoch (22.1k), beside the task's first progress (22.1k).",
  },
  "dispatch.executeCallback": {
    accepted: 149_500,
    reason:
      "The outcome's reputation (23k), the lane (5k), the terms that are carried (4k), five events (10k) and three " +
      "payees at once are on top of what the budget was taken from.",
  },
};
