/** Who runs a slot. */
export interface SlotChoice {
  /** The operator's number. */
  readonly processor: bigint;
  /** Milliseconds by which its executions are shifted. */
  readonly startDelay: bigint;
}
