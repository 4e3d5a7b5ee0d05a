import { createJournal } from "../createJournal.ts";
import { QueueFullError } from "./queueFullError.ts";
import type { Firing, TaskInput, Trigger, TriggerOptions } from "./trigger.ts";

/** How large, and where it is kept. */
export interface QueueTriggerOptions extends TriggerOptions {
  /** Tasks that wait at most. */
  readonly maxSize: number;
  /** Its file. */
  readonly path: string;
}

interface QueuedTask {
  readonly key: string;
  readonly input: TaskInput;
  readonly priority: number;
}

type QueueEntry = ({ readonly type: "queued" } & QueuedTask) | { readonly type: "taken"; readonly key: string };

/** Fires for one queued task after the other, as the node becomes free. */
export interface QueueTrigger extends Trigger {
  /**
   * Resolves with the task's key once it is on the disk.
   *
   * @param priority Higher ones go first; in order of arrival among the same.
   * @throws {QueueFullError}
   */
  push(input: TaskInput, priority: number): Promise<string>;
  size(): number;
  close(): Promise<void>;
}

/**
 * Opens a queue of tasks; what waits survives a restart.
 *
 * @param newKey Makes a key that was never used.
 * @throws {JournalBrokenError}
 */
export function createQueueTrigger(parameters: QueueTriggerOptions, newKey: () => string): QueueTrigger {
  const { maxSize, path, ...options } = parameters;
  const journal = createJournal<QueueEntry>({ path, decode, keep: keepWaiting });
  const waiting: QueuedTask[] = journal.entries.flatMap((entry) => (entry.type === "queued" ? [entry] : []));

  async function push(input: TaskInput, priority: number): Promise<string> {
    if (waiting.length >= maxSize) throw new QueueFullError(options.name, maxSize);
    const task = { key: newKey(), input, priority };
    waiting.push(task);
    await journal.append({ type: "queued", ...task });
    return task.key;
  }

  /** Until they are kept they come again, under the same keys. */
  function next(count: number): Firing[] {
    const order = [...waiting].sort((a, b) => b.priority - a.priority);
    return order.slice(0, Math.max(0, count)).map(({ key, input }) => ({ key, input }));
  }

  async function kept(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const index = waiting.findIndex((task) => task.key === key);
      if (index >= 0) waiting.splice(index, 1);
      await journal.append({ type: "taken", key });
    }
  }

  return {
    ...options,
    push,
    size: () => waiting.length,
    close: journal.close,
    look: async ({ free }) => ({ firings: next(free), cursor: undefined }),
    kept,
  };
}

function decode(line: unknown): QueueEntry {
  const entry = line as QueueEntry;
  if (!["queued", "taken"].includes(entry.type) || typeof entry.key !== "string") throw new TypeError("No entry.");
  return entry;
}

function keepWaiting(entries: readonly QueueEntry[]): readonly QueueEntry[] {
  const taken = new Set(entries.filter(({ type }) => type === "taken").map(({ key }) => key));
  return entries.filter(({ key }) => !taken.has(key));
}
