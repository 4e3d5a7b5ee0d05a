/** What a runner takes on. */
export interface RunnerPolicy {
  /** Kinds of work; `"*"` takes any. */
  readonly kinds: readonly string[] | "*";
  /** Least share of a result by currency address, in its smallest unit; other currencies are refused. */
  readonly minimumPayments: Readonly<Record<string, bigint>>;
  /** Least profit of a task paid in native coin, in wei, after what it is expected to cost. May be negative. */
  readonly minimumProfit: bigint;
  /** What a second of computing costs, in wei. */
  readonly costPerSecond: bigint;
  /** Programs at one time. */
  readonly maxConcurrent: number;
  /** Milliseconds between blocks, to tell whether a program can finish within its response time. */
  readonly blockTimeMs: number;
}
