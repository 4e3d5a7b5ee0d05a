import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open as openFile } from "node:fs/promises";
import { dirname } from "node:path";

import { JournalBrokenError } from "./journalBrokenError.ts";

/** What a journal is opened with. */
export interface CreateJournalParameters<Entry> {
  /** A file that need not exist. */
  readonly path: string;
  /** Reads one line of JSON; throws when it is no entry. */
  readonly decode: (line: unknown) => Entry;
  /** The entries that are still of use; the file is made anew when there are fewer. */
  readonly keep?: (entries: readonly Entry[]) => readonly Entry[];
}

/** A file that only grows: one line of JSON an entry. */
export interface Journal<Entry> {
  /** What it held when it was opened. */
  readonly entries: readonly Entry[];
  /**
   * Resolves when the entry is on the disk. Entries that come together are written together.
   *
   * @throws {JournalBrokenError} when it cannot be written; from then on nothing is, until it is opened again.
   */
  append(entry: Entry): Promise<void>;
  /** Resolves when everything is on the disk and the file is closed. */
  close(): Promise<void>;
}

/**
 * Opens a journal. A last line that a crash cut short is taken away; it was never promised to anybody.
 *
 * @throws {JournalBrokenError} when a line before the last is no entry: the file was altered, and what it promised is lost.
 */
export function createJournal<Entry>(parameters: CreateJournalParameters<Entry>): Journal<Entry> {
  const { path } = parameters;
  const entries = open(parameters);
  let file: FileHandle | undefined;
  const lines: string[] = [];
  let failure: JournalBrokenError | undefined;
  let last: Promise<void> = Promise.resolve();
  let upcoming: Promise<void> | undefined;

  /** Whoever comes while a batch is being written shares the next one. */
  function append(entry: Entry): Promise<void> {
    lines.push(toLine(entry));
    upcoming ??= last.then(writeLines);
    return upcoming;
  }

  function writeLines(): Promise<void> {
    upcoming = undefined;
    const writing = write(lines.splice(0).join(""));
    last = writing.catch(() => undefined);
    return writing;
  }

  async function write(text: string): Promise<void> {
    if (failure !== undefined) throw failure;
    try {
      file ??= await openFile(path, "a", 0o600);
      await file.appendFile(text);
      await file.datasync();
    } catch (error) {
      failure = new JournalBrokenError(path, error instanceof Error ? error.message : String(error));
      throw failure;
    }
  }

  async function close(): Promise<void> {
    await upcoming?.catch(() => undefined);
    await last;
    await file?.close();
    file = undefined;
    failure ??= new JournalBrokenError(path, "it is closed");
  }

  return { entries, append, close };
}

function open<Entry>({ path, decode, keep }: CreateJournalParameters<Entry>): readonly Entry[] {
  const all = load(path, decode);
  const kept = keep?.(all) ?? all;
  if (kept.length < all.length) {
    writeFileSync(`${path}.new`, kept.map(toLine).join(""), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
    syncDirectory(dirname(path));
  }
  return kept;
}

function toLine(entry: unknown): string {
  return `${JSON.stringify(entry)}\n`;
}

function load<Entry>(path: string, decode: (line: unknown) => Entry): Entry[] {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    closeSync(openSync(path, "a", 0o600));
    syncDirectory(dirname(path));
    return [];
  }
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
  return lines.map((line, index) => {
    try {
      return decode(JSON.parse(line));
    } catch {
      throw new JournalBrokenError(path, `line ${index + 1} is no entry`);
    }
  });
}

/** A new file is safe only once its directory is. */
function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
