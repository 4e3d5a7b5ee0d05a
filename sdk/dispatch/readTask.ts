import type { MusterClient } from "../client/musterClient.ts";
import { decodeTaskEvent } from "./decodeTaskEvent.ts";
import { DISPATCH_STATUSES, type DispatchStatus } from "./dispatchStatus.ts";
import { replayTask } from "./replayTask.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/** Which task. */
export interface ReadTaskParameters {
  readonly id: string;
}

/** A task from its events, beside its status as of now. */
export interface ReadTaskReturnType extends TaskTimeline {
  /** What the chain answers: TimedOut or Failed as soon as anybody may expire the task. */
  readonly liveStatus: DispatchStatus;
}

/**
 * Rebuilds a task from its events alone, and asks the chain for its status as of now.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when no event tells of it.
 */
export async function readTask(client: MusterClient, { id }: ReadTaskParameters): Promise<ReadTaskReturnType> {
  const { deployment, dispatcher, provider } = client;
  const [logs, status] = await Promise.all([
    provider.getLogs({
      address: deployment.addresses.dispatcher,
      topics: [null, id],
      fromBlock: deployment.fromBlock,
      toBlock: "latest",
    }),
    dispatcher.statusOf(id),
  ]);
  const events = logs.map((log) => decodeTaskEvent(log)).filter((event) => event !== undefined);
  return { ...replayTask(id, events), liveStatus: DISPATCH_STATUSES[Number(status)] ?? "None" };
}
