/** When a node seals rosters. */
export interface SealerSettings {
  /** Milliseconds between two looks at the rosters. */
  readonly everyMs: number;
  /** Milliseconds for which the next in line waits before it does what anybody may do. */
  readonly staggerMs: number;
}

export const sealerDefaults: SealerSettings = { everyMs: 30_000, staggerMs: 15_000 };
