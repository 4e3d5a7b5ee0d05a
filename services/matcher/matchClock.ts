/** When a match is made, in milliseconds. */
export interface MatchClock {
  /** The time of the block in which the match lands; later, and offers or starts may have passed. */
  readonly now: bigint;
  /** How long processors have to acknowledge. */
  readonly ackWindow: bigint;
}
