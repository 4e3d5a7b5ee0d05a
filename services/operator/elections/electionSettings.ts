/** How a node takes part in the elections of leaders by consensus. */
export interface ElectionSettings {
  /** Whether it stands as a candidate. */
  readonly stands: boolean;
  /** Milliseconds for which the next in line waits before it stands as well. */
  readonly candidacyMs: number;
  /** Milliseconds until a vote is gossiped again. */
  readonly rebroadcastMs: number;
}

export const electionDefaults: ElectionSettings = { stands: true, candidacyMs: 3_000, rebroadcastMs: 5_000 };
