/** How an aggregator goes about it. */
export interface AggregatorSettings {
  /** Milliseconds that it waits for further signers once there is a quorum: they are paid as well. */
  readonly moreSignersMs: number;
  /** Milliseconds until a task is gossiped again; twice as many each time, up to ten times as many. */
  readonly rebroadcastMs: number;
  /** Milliseconds after which a task without a quorum is given up. */
  readonly taskLifetimeMs: number;
  /** Blocks on top of a submission after which it is over. */
  readonly confirmations: number;
  /** Open tasks at once; further ones are refused. */
  readonly maxOpenTasks: number;
  /** Whether it reports whoever voted for both sides, for the bounty. */
  readonly punishesDoubleVotes: boolean;
}

export const aggregatorDefaults: AggregatorSettings = {
  moreSignersMs: 2_000,
  rebroadcastMs: 5_000,
  taskLifetimeMs: 3_600_000,
  confirmations: 2,
  maxOpenTasks: 1_024,
  punishesDoubleVotes: false,
};
