/** A place where native coin of a run can be. */
export interface Account {
  readonly name: string;
  readonly address: string;
}

/** What an account has, in wei. */
export interface Holding extends Account {
  readonly wallet: bigint;
  readonly credit: bigint;
  readonly stake: bigint;
}

/** Everything that the accounts of a run have at one time, in wei. */
export interface BalanceSheet {
  readonly block: number;
  readonly holdings: readonly Holding[];
  /** What the markets hold for all tasks. */
  readonly held: bigint;
  /** What ever went into the subscription that pays for randomness. */
  readonly paidIn: bigint;
}
