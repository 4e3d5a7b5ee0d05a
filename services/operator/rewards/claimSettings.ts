/** When a node claims what it is owed. */
export interface ClaimSettings {
  /** Milliseconds between two looks at what is owed. */
  readonly everyMs: number;
  /** Tasks in one claim at most. */
  readonly maxBatch: number;
  /** Tasks from which on it claims whatever the gas costs; rewards in tokens have no price here. */
  readonly fullBatch: number;
  /** A smaller batch is claimed when its native coin is worth so many times its gas. */
  readonly gasFactor: bigint;
  /** Whether it reports performers of rejected tasks, whose stake then pays for the votes. */
  readonly punishesPerformers: boolean;
}

export const claimDefaults: ClaimSettings = {
  everyMs: 60_000,
  maxBatch: 64,
  fullBatch: 32,
  gasFactor: 10n,
  punishesPerformers: true,
};
