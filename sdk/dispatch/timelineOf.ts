import type { MusterClient } from "../client/musterClient.ts";
import { readTask } from "./readTask.ts";
import type { TaskReference } from "./taskReference.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/**
 * The timeline that came with a reference, or else what the chain says.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when no event tells of the task.
 */
export async function timelineOf(client: MusterClient, { id, timeline }: TaskReference): Promise<TaskTimeline> {
  return timeline ?? readTask(client, { id });
}
