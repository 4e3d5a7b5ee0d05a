import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { decodeTaskEvent } from "../../sdk/dispatch/decodeTaskEvent.ts";
import { replayTask } from "../../sdk/dispatch/replayTask.ts";
import type { TaskEvent } from "../../sdk/dispatch/taskEvent.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** Blocks read again with every new one, so that what a reorganisation moved is seen where it is now. */
const REORG_DEPTH_BLOCKS = 64;
/** Blocks asked of a node at a time; public nodes refuse long ranges. */
const LOG_RANGE_BLOCKS = 1_000;
/** The longest life of a task, with its two consume windows: what is older has ended, or only waits to be settled. */
const LONGEST_LIFE_BLOCKS = 201_600;

/** Every task that is not over, rebuilt from the Dispatcher's events. */
export interface TaskBook {
  /** Reads on, to this block. A failed reading moves nothing. */
  read(head: number): Promise<void>;
  /** Tasks in the order of their submission; those that ended in the newest 64 blocks are still among them. */
  tasks(): readonly TaskTimeline[];
}

/** Keeps a book of the Dispatcher's tasks; it is never on disk. */
export function createTaskBook({ provider, deployment }: MusterClient): TaskBook {
  const events = new Map<string, TaskEvent[]>();
  const timelines = new Map<string, TaskTimeline>();
  let scannedTo: number | undefined;

  async function read(head: number): Promise<void> {
    const from = firstBlock(head);
    const found: TaskEvent[] = [];
    for (let fromBlock = from; fromBlock <= head; fromBlock += LOG_RANGE_BLOCKS) {
      const toBlock = Math.min(fromBlock + LOG_RANGE_BLOCKS - 1, head);
      const logs = await provider.getLogs({ address: deployment.addresses.dispatcher, fromBlock, toBlock });
      found.push(...logs.map((log) => decodeTaskEvent(log)).filter((event) => event !== undefined));
    }
    scannedTo = head;
    const changed = new Set([...rewind(from), ...found.map(({ id }) => id)]);
    for (const event of found) append(event);
    for (const id of changed) replay(id);
    for (const task of timelines.values()) if ((task.finalizedAt ?? head) < head - REORG_DEPTH_BLOCKS) forget(task.id);
  }

  function firstBlock(head: number): number {
    const oldest = Math.max(deployment.fromBlock, head - LONGEST_LIFE_BLOCKS);
    if (scannedTo === undefined) return oldest;
    return Math.max(oldest, Math.min(scannedTo, head) + 1 - REORG_DEPTH_BLOCKS);
  }

  /** Forgets what was read from a block on. */
  function rewind(from: number): string[] {
    const changed: string[] = [];
    for (const [id, list] of events) {
      const kept = list.filter(({ block }) => block < from);
      if (kept.length === list.length) continue;
      events.set(id, kept);
      changed.push(id);
    }
    return changed;
  }

  function append(event: TaskEvent): void {
    const list = events.get(event.id);
    if (list === undefined) events.set(event.id, [event]);
    else list.push(event);
  }

  function replay(id: string): void {
    const list = events.get(id) ?? [];
    // Without its submission, a task is older than the book or fell to a reorganisation.
    if (list.some(({ name }) => name === "TaskSubmitted")) timelines.set(id, replayTask(id, list));
    else forget(id);
  }

  function forget(id: string): void {
    events.delete(id);
    timelines.delete(id);
  }

  return { read, tasks: () => [...timelines.values()] };
}
