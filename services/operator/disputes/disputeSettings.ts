/** How a node takes part in disputes. */
export interface DisputeSettings {
  /** Whether it challenges, with its own money, what its Validation Service finds wrong. */
  readonly challenges: boolean;
  /** Milliseconds until a dispute vote is gossiped again. */
  readonly rebroadcastMs: number;
  /** Blocks for which the next in line waits before it does what anybody may do. */
  readonly staggerBlocks: number;
}

export const disputeDefaults: DisputeSettings = { challenges: false, rebroadcastMs: 5_000, staggerBlocks: 1 };
