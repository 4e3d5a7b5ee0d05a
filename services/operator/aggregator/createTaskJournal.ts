import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import type { Vote } from "../../../sdk/attestation/vote.ts";
import { createJournal, type Journal } from "../createJournal.ts";
import type { SignedTask } from "../tasks/signedTask.ts";

/** What an aggregator must not forget. */
export type TaskJournalEntry =
  | { readonly type: "task"; readonly id: string; readonly info: TaskInfo; readonly signature: string; at: number }
  | ({ readonly type: "vote" } & Omit<Vote, "committee"> & { readonly committee: string })
  | { readonly type: "done"; readonly id: string; readonly outcome: string };

/** An open task, as a journal remembers it. */
export interface RememberedTask {
  readonly task: SignedTask;
  /** Unix time in milliseconds at which it came. */
  readonly receivedAt: number;
  readonly votes: readonly Vote[];
}

/** An aggregator's memory. Everything is on the disk when its promise resolves. */
export interface TaskJournal {
  /** Tasks that were open when it was opened. */
  readonly open: readonly RememberedTask[];
  begin(task: SignedTask, at: number): Promise<void>;
  count(vote: Vote): Promise<void>;
  finish(id: string, outcome: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an aggregator's journal. Tasks that are done are taken out of it.
 *
 * @throws {JournalBrokenError}
 */
export function createTaskJournal(path: string): TaskJournal {
  const journal: Journal<TaskJournalEntry> = createJournal({ path, decode, keep: keepOpen });
  return {
    open: recall(journal.entries),
    begin: ({ id, info, signature }, at) => journal.append({ type: "task", id, info, signature, at }),
    count: (vote) => journal.append({ type: "vote", ...vote, committee: String(vote.committee) }),
    finish: (id, outcome) => journal.append({ type: "done", id, outcome }),
    close: journal.close,
  };
}

function decode(line: unknown): TaskJournalEntry {
  const entry = line as TaskJournalEntry;
  if (!["task", "vote", "done"].includes(entry.type) || typeof entry.id !== "string") throw new TypeError("No entry.");
  return entry;
}

function keepOpen(entries: readonly TaskJournalEntry[]): readonly TaskJournalEntry[] {
  const done = new Set(entries.filter(({ type }) => type === "done").map(({ id }) => id));
  return entries.filter(({ id }) => !done.has(id));
}

function recall(entries: readonly TaskJournalEntry[]): RememberedTask[] {
  const tasks = new Map<string, RememberedTask & { votes: Vote[] }>();
  for (const entry of entries) {
    if (entry.type === "task") {
      const { id, info, signature, at } = entry;
      tasks.set(id, { task: { id, info, signature }, receivedAt: at, votes: [] });
    } else if (entry.type === "vote") {
      const { type: _, committee, ...vote } = entry;
      tasks.get(entry.id)?.votes.push({ ...vote, committee: BigInt(committee) });
    }
  }
  return [...tasks.values()];
}
