import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** Results kept when the file is opened; a task lives shorter than it takes to make so many. */
const KEPT_RESULTS = 1_000;

/** What a program has answered, and the proof that goes with it. Both hex. */
export interface FinishedResult {
  readonly result: string;
  readonly proof: string;
}

/** Finished results, so that a restart need not compute them again. Nothing depends on it but time. */
export interface ResultJournal {
  get(taskId: string): FinishedResult | undefined;
  put(taskId: string, finished: FinishedResult): void;
  /** The task is over. The file loses the line when it is next opened and has grown. */
  drop(taskId: string): void;
}

/**
 * Opens a journal, one line of JSON a result.
 *
 * @param path A file that need not exist; without one the journal lives in memory.
 * @throws {Error} when the file cannot be read or written.
 */
export function createResultJournal(path?: string): ResultJournal {
  const results = new Map<string, FinishedResult>();
  if (path !== undefined && existsSync(path)) {
    for (const line of readFileSync(path, "utf8").split("\n").slice(-KEPT_RESULTS)) load(line);
    writeFileSync(`${path}.new`, [...results].map(toLine).join(""));
    renameSync(`${path}.new`, path);
  }

  function load(line: string): void {
    try {
      const { id, result, proof } = JSON.parse(line) as FinishedResult & { id: string };
      results.set(id, { result, proof });
    } catch {
      // A line that a crash cut short; its result is computed again.
    }
  }

  function put(taskId: string, finished: FinishedResult): void {
    results.set(taskId, finished);
    if (path !== undefined) appendFileSync(path, toLine([taskId, finished]));
  }

  return { get: (taskId) => results.get(taskId), put, drop: (taskId) => void results.delete(taskId) };
}

function toLine([id, finished]: [string, FinishedResult]): string {
  return `${JSON.stringify({ id, ...finished })}\n`;
}
