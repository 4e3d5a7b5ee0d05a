import { KEEPER_WORK, type KeeperWork } from "./keeperWork.ts";

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

/** A keeper's books. */
export interface Ledger {
  record(work: KeeperWork, change: Partial<LedgerEntry>): void;
  entries(): Readonly<Record<KeeperWork, LedgerEntry>>;
  /** Earned less spent, in wei. */
  profit(): bigint;
}

export function createLedger(): Ledger {
  const nothing: LedgerEntry = { done: 0, lost: 0, gasUsed: 0n, spent: 0n, earned: 0n };
  const books = Object.fromEntries(KEEPER_WORK.map((work) => [work, nothing])) as Record<KeeperWork, LedgerEntry>;

  function record(work: KeeperWork, change: Partial<LedgerEntry>): void {
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
    return Object.values(books).reduce((sum, { earned, spent }) => sum + earned - spent, 0n);
  }

  return { record, entries: () => ({ ...books }), profit };
}
