import { createJournal } from "../createJournal.ts";

/** A task that may owe us something. */
export interface OwedTask {
  readonly id: string;
  readonly seat: number;
  /** The block from which on it is final, if nobody challenges it. */
  readonly finalAt: number;
}

type RewardEntry =
  | ({ readonly type: "owed" } & OwedTask)
  | { readonly type: "settled"; readonly id: string }
  | { readonly type: "read"; readonly block: number };

/** What a node is owed, and up to which block it has looked. */
export interface RewardJournal {
  readonly owed: readonly OwedTask[];
  /** The next block to read; `undefined` for the first time. */
  readonly next: number | undefined;
  owe(task: OwedTask): Promise<void>;
  settle(id: string): Promise<void>;
  read(block: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws {JournalBrokenError} */
export function createRewardJournal(path: string): RewardJournal {
  const journal = createJournal<RewardEntry>({ path, decode, keep: keepOwed });
  return {
    owed: journal.entries.flatMap((entry) => (entry.type === "owed" ? [entry] : [])),
    next: journal.entries.reduce<number | undefined>((last, entry) => {
      return entry.type === "read" ? entry.block + 1 : last;
    }, undefined),
    owe: ({ id, seat, finalAt }) => journal.append({ type: "owed", id, seat, finalAt }),
    settle: (id) => journal.append({ type: "settled", id }),
    read: (block) => journal.append({ type: "read", block }),
    close: journal.close,
  };
}

function decode(line: unknown): RewardEntry {
  const entry = line as RewardEntry;
  if (!["owed", "settled", "read"].includes(entry.type)) throw new TypeError("No entry.");
  return entry;
}

function keepOwed(entries: readonly RewardEntry[]): readonly RewardEntry[] {
  const settled = new Set(entries.flatMap((entry) => (entry.type === "settled" ? [entry.id] : [])));
  const newest = entries.findLast(({ type }) => type === "read");
  return entries.filter((entry) => (entry.type === "owed" ? !settled.has(entry.id) : entry === newest));
}
