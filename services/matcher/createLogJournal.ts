import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { JournalUnusableError } from "./journalUnusableError.ts";

/** A log, as far as it has to be read again. */
export interface JournalLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
}

/** How far the chain was read, and the logs that still matter. */
export interface JournalState {
  /** The next block that was never read. */
  readonly next: number;
  readonly logs: readonly JournalLog[];
}

/** Which deployment a journal is of. */
export interface JournalOwner {
  readonly chainId: number;
  readonly market: string;
}

/** Where a matcher goes on after a restart. */
export interface LogJournal {
  /** What was written last; nothing before that. */
  read(): JournalState | undefined;
  /** Replaces it, whole or not at all. */
  write(state: JournalState): void;
}

/**
 * Keeps logs in a file; in memory alone when there is no path.
 *
 * @throws {JournalUnusableError} when the file is of another deployment, or none of a journal.
 */
export function createLogJournal(path: string | undefined, { chainId, market }: JournalOwner): LogJournal {
  let state = path !== undefined && existsSync(path) ? load(path) : undefined;

  function load(file: string): JournalState {
    const stored = parse(file);
    if (stored.chainId !== chainId || stored.market !== market || !Number.isSafeInteger(stored.next)) {
      throw new JournalUnusableError(file, "it is of another deployment");
    }
    return { next: stored.next, logs: stored.logs };
  }

  function write(newest: JournalState): void {
    state = newest;
    if (path === undefined) return;
    writeFileSync(`${path}.new`, `${JSON.stringify({ chainId, market, ...newest })}\n`, { flush: true });
    renameSync(`${path}.new`, path);
  }

  return { read: () => state, write };
}

function parse(file: string): JournalOwner & JournalState {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as JournalOwner & JournalState;
  } catch (cause) {
    throw new JournalUnusableError(file, "it is no JSON", { cause });
  }
}
