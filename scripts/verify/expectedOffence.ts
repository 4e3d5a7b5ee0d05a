/** What an offence must have cost, and who had to get what of it. */
export interface ExpectedOffence {
  /** Share of the operator's slashable stake, in basis points. */
  readonly shareBps: number;
  /** The reporter's share of the slash. */
  readonly bountyBps: number;
  readonly operator: number;
  readonly reporter: string;
  readonly victim?: string;
  /** Compensation never exceeds it. */
  readonly loss: bigint;
}
