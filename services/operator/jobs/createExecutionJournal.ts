import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { JournalBrokenError } from "../journalBrokenError.ts";

/** What came of an execution. */
export type ExecutionOutcome =
  | {
      readonly isSuccess: true;
      /** Hex. */
      readonly output: string;
    }
  | { readonly isSuccess: false; readonly message: string };

/** One execution of a slot. It is begun before its script runs, so that no restart runs it again. */
export interface ExecutionRecord {
  /** From 0. */
  readonly execution: number;
  readonly outcome?: ExecutionOutcome;
  /** Of an output that reached its destination, where that is not the report itself. Hex. */
  readonly delivery?: {
    /** What points to the delivery. */
    readonly reference: string;
    /** What the market is shown. */
    readonly proof: string;
  };
}

/** All that a processor keeps of a slot. */
export interface SlotBook {
  readonly job: string;
  readonly slot: number;
  /** The script's storage, as its last execution left it. */
  storage: Readonly<Record<string, string>>;
  /** Executions that are not reported yet, in order. */
  records: readonly ExecutionRecord[];
}

/** What a processor has begun and found out, on its disk. */
export interface ExecutionJournal {
  /** The book of a slot; an empty one where there is none. */
  open(job: string, slot: number): SlotBook;
  /**
   * Returns when the book is on the disk, all of it or, after a crash, the one before. Books of jobs that were dropped
   * are not kept: a script may end after its job.
   *
   * @throws {JournalBrokenError}
   */
  save(book: SlotBook): void;
  drop(job: string): void;
}

const INTERRUPTED = "The processor was stopped while the script ran.";

/**
 * Keeps one file a slot. An execution that was begun and has no outcome when its book is opened is one that a crash or a
 * stop cut off: it is failed and never run again, since nobody knows what it has done to the world.
 *
 * @throws {JournalBrokenError} when the directory cannot be made.
 */
export function createExecutionJournal({ dir }: { readonly dir: string }): ExecutionJournal {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pathOf = (job: string, slot: number) => join(dir, `${job.slice(2)}-${slot}.json`);

  const dropped = new Set<string>();

  function open(job: string, slot: number): SlotBook {
    dropped.delete(job);
    const path = pathOf(job, slot);
    const text = read(path);
    if (text === undefined) return { job, slot, storage: {}, records: [] };
    try {
      const book = JSON.parse(text) as SlotBook;
      return { ...book, records: book.records.map(failInterrupted) };
    } catch {
      throw new JournalBrokenError(path, "it is no book of a slot");
    }
  }

  function save(book: SlotBook): void {
    if (dropped.has(book.job)) return;
    const path = pathOf(book.job, book.slot);
    try {
      writeFileSync(`${path}.part`, JSON.stringify(book), { mode: 0o600, flush: true });
      renameSync(`${path}.part`, path);
    } catch (error) {
      throw new JournalBrokenError(path, error instanceof Error ? error.message : String(error));
    }
  }

  function drop(job: string): void {
    dropped.add(job);
    const files = readdirSync(dir).filter((name) => name.startsWith(`${job.slice(2)}-`));
    for (const name of files) rmSync(join(dir, name), { force: true });
  }

  return { open, save, drop };
}

function failInterrupted(record: ExecutionRecord): ExecutionRecord {
  return record.outcome ? record : { ...record, outcome: { isSuccess: false, message: INTERRUPTED } };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
