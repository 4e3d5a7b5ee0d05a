/** What one kind of work has cost and brought since the start. Money in wei. */
export interface LedgerEntry {
  readonly done: number;
  /** Transactions that came too late. */
  readonly lost: number;
  readonly gasUsed: bigint;
  readonly spent: bigint;
  /** Bounties in a staking currency other than the native coin are not counted. */
  readonly earned: bigint;
}

/** The books of a service that is paid for its transactions. */
export interface Ledger<Work extends string> {
  record(work: Work, change: Partial<LedgerEntry>): void;
  entries(): Readonly<Record<Work, LedgerEntry>>;
  /** Earned less spent, in wei. */
  profit(): bigint;
}

/** Opens books for kinds of work. */
export function createLedger<Work extends string>(works: readonly Work[]): Ledger<Work> {
  const nothing: LedgerEntry = { done: 0, lost: 0, gasUsed: 0n, spent: 0n, earned: 0n };
  const books = Object.fromEntries(works.map((work) => [work, nothing])) as Record<Work, LedgerEntry>;

  function record(work: Work, change: Partial<LedgerEntry>): void {
    const { done, lost, gasUsed, spent, earned } = books[work];
    books[work] = {
      done: done + (change.done ?? 0),
      lost: lost + (change.lost ?? 0),
      gasUsed: gasUsed + (change.gasUsed ?? 0n),
      spent: spent + (change.spent ?? 0n),
      earned: earned + (change.earned ?? 0n),
    };
  }

  function profit(): bigint {
    return Object.values<LedgerEntry>(books).reduce((sum, { earned, spent }) => sum + earned - spent, 0n);
  }

  return { record, entries: () => ({ ...books }), profit };
}
