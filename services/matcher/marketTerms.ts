/** How the market times and prices jobs; see `JobSettings` on-chain. */
export interface MarketTerms {
  /** Seconds. */
  readonly ackWindow: bigint;
  /** Milliseconds. */
  readonly reportTolerance: bigint;
  /** Milliseconds. */
  readonly receiptWindow: bigint;
  readonly matcherBps: bigint;
  readonly silenceBps: bigint;
  readonly missedBps: bigint;
  readonly missedLimitBps: bigint;
  readonly reporterBps: bigint;
}
