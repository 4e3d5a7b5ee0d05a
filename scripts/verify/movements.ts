/** Credit that an account gained or lost, in a currency's smallest unit. */
export interface Movement {
  readonly currency: string;
  readonly account: string;
  readonly amount: bigint;
}

/** What a market holds more or less. */
export interface Holding {
  readonly market: string;
  readonly currency: string;
  readonly amount: bigint;
}

/** What a lifecycle moved within the Escrow beside deposits and withdrawals. */
export interface Movements {
  readonly credits: Movement[];
  readonly holds: Holding[];
}
