/** How an attester goes about it. */
export interface AttesterSettings {
  /** Milliseconds after which it votes for another aggregator as well: the first seems to be away. */
  readonly aggregatorTimeoutMs: number;
  /** Milliseconds after an abstention until it is tried again; twice as many each time, up to a minute. */
  readonly abstentionRetryMs: number;
  /** Milliseconds after which a task that nobody mentions any more is forgotten. */
  readonly taskLifetimeMs: number;
  /** Tasks of one aggregator at once; further ones are not heard. */
  readonly maxOpenPerAggregator: number;
}

export const attesterDefaults: AttesterSettings = {
  aggregatorTimeoutMs: 60_000,
  abstentionRetryMs: 1_000,
  taskLifetimeMs: 600_000,
  maxOpenPerAggregator: 512,
};
