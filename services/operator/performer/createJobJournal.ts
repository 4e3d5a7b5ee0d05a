import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import { createJournal } from "../createJournal.ts";
import type { Firing } from "../triggers/trigger.ts";

type JobJournalEntry =
  | { readonly type: "cursor"; readonly trigger: string; readonly cursor: string }
  | ({ readonly type: "fired"; readonly job: string; readonly trigger: string; readonly at: number } & Firing)
  | { readonly type: "executed"; readonly job: string; id: string; info: TaskInfo; signature: string }
  | { readonly type: "ended"; readonly job: string; readonly outcome: string };

/** A firing that is acted on. */
export interface RememberedJob {
  readonly job: string;
  readonly trigger: string;
  readonly firing: Firing;
  /** Unix time in milliseconds. */
  readonly at: number;
  readonly executed: { readonly id: string; readonly info: TaskInfo; readonly signature: string } | undefined;
}

/** A performer's memory. Everything is on the disk when its promise resolves. */
export interface JobJournal {
  readonly jobs: readonly RememberedJob[];
  cursorOf(trigger: string): string | undefined;
  /** Keeps firings and the cursor behind them; either all of them, or the first few without it. */
  keep(trigger: string, jobs: readonly RememberedJob[], cursor: string | undefined): Promise<void>;
  execute(job: string, executed: NonNullable<RememberedJob["executed"]>): Promise<void>;
  end(job: string, outcome: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a performer's journal. Jobs that ended are taken out of it.
 *
 * @throws {JournalBrokenError}
 */
export function createJobJournal(path: string): JobJournal {
  const journal = createJournal<JobJournalEntry>({ path, decode, keep: keepOpen });
  const cursors = new Map<string, string>();
  const jobs = new Map<string, RememberedJob>();
  for (const entry of journal.entries) {
    if (entry.type === "cursor") cursors.set(entry.trigger, entry.cursor);
    if (entry.type === "fired") {
      const { job, trigger, at, key, input, block } = entry;
      const firing = { key, input, ...(block === undefined ? {} : { block }) };
      jobs.set(job, { job, trigger, firing, at, executed: undefined });
    }
    const known = entry.type === "executed" ? jobs.get(entry.job) : undefined;
    if (entry.type === "executed" && known !== undefined) {
      const { id, info, signature } = entry;
      jobs.set(entry.job, { ...known, executed: { id, info, signature } });
    }
  }

  async function keep(trigger: string, made: readonly RememberedJob[], cursor: string | undefined): Promise<void> {
    const writes = made.map(({ job, firing, at }) => journal.append({ type: "fired", job, trigger, at, ...firing }));
    if (cursor !== undefined && cursors.get(trigger) !== cursor) {
      cursors.set(trigger, cursor);
      writes.push(journal.append({ type: "cursor", trigger, cursor }));
    }
    await Promise.all(writes);
  }

  return {
    jobs: [...jobs.values()],
    cursorOf: (trigger) => cursors.get(trigger),
    keep,
    execute: (job, executed) => journal.append({ type: "executed", job, ...executed }),
    end: (job, outcome) => journal.append({ type: "ended", job, outcome }),
    close: journal.close,
  };
}

function decode(line: unknown): JobJournalEntry {
  const entry = line as JobJournalEntry;
  if (!["cursor", "fired", "executed", "ended"].includes(entry.type)) throw new TypeError("No entry.");
  return entry;
}

/** Jobs under way, and the newest cursor of each trigger. */
function keepOpen(entries: readonly JobJournalEntry[]): readonly JobJournalEntry[] {
  const ended = new Set(entries.flatMap((entry) => (entry.type === "ended" ? [entry.job] : [])));
  const newest = new Map(entries.flatMap((entry) => (entry.type === "cursor" ? [[entry.trigger, entry]] : [])));
  return entries.filter((entry) => {
    return entry.type === "cursor" ? newest.get(entry.trigger) === entry : !ended.has(entry.job);
  });
}
