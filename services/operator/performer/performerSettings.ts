/** How a performer goes about it. */
export interface PerformerSettings {
  /** Base address of the Execution Service. */
  readonly executionUrl: string;
  /** Milliseconds for its answer. */
  readonly executionTimeoutMs: number;
  /** Aggregators' JSON-RPC addresses, in this order; the node's own aggregator goes first, where there is one. */
  readonly aggregators: readonly string[];
  /** Milliseconds for an aggregator's answer. */
  readonly sendTimeoutMs: number;
  /** Milliseconds without a submission after which the next aggregator is asked. */
  readonly resendMs: number;
  /** Milliseconds after which a firing, or a task that nobody submits, is given up. */
  readonly taskLifetimeMs: number;
  /** Tasks under way at once, from their firing until an aggregator has them. */
  readonly maxConcurrent: number;
}

export const performerDefaults: Omit<PerformerSettings, "executionUrl"> = {
  executionTimeoutMs: 30_000,
  aggregators: [],
  sendTimeoutMs: 10_000,
  resendMs: 60_000,
  taskLifetimeMs: 3_600_000,
  maxConcurrent: 4,
};
