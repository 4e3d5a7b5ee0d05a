/** Executions of one processor, its delay folded into the start: `[start + i·interval, + duration)`. Milliseconds. */
export interface JobSeries {
  readonly start: bigint;
  readonly interval: bigint;
  readonly duration: bigint;
  readonly count: bigint;
}
