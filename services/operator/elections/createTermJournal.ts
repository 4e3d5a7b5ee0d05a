import { createJournal } from "../createJournal.ts";

/** Terms that are remembered when the file is opened: more than can be open at once. */
const KEPT = 1_024;

interface TermEntry {
  /** Definition, term and committee. */
  readonly key: string;
  readonly leader: number;
}

/** Whom a node has voted for: one leader a term. */
export interface TermJournal {
  leaderOf(key: string): number | undefined;
  /** Resolves when the vote is on the disk. */
  promise(key: string, leader: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws {JournalBrokenError} */
export function createTermJournal(path: string): TermJournal {
  const journal = createJournal<TermEntry>({ path, decode, keep: (entries) => entries.slice(-KEPT) });
  const leaders = new Map(journal.entries.map(({ key, leader }) => [key, leader]));

  async function promise(key: string, leader: number): Promise<void> {
    leaders.set(key, leader);
    await journal.append({ key, leader });
  }

  return { leaderOf: (key) => leaders.get(key), promise, close: journal.close };
}

function decode(line: unknown): TermEntry {
  const entry = line as TermEntry;
  if (typeof entry.key !== "string" || typeof entry.leader !== "number") throw new TypeError("No entry.");
  return entry;
}
