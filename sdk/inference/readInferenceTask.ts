import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { decodeInferenceEvent } from "./decodeInferenceEvent.ts";
import { inferenceStatuses, type InferenceStatusName } from "./inferenceStatuses.ts";
import type { InferenceTimeline } from "./inferenceTimeline.ts";
import { replayInferenceTask } from "./replayInferenceTask.ts";

/** Which task. */
export interface ReadInferenceTaskParameters {
  readonly id: string;
}

/** A task as it stands. */
export interface ReadInferenceTaskReturnType extends InferenceTimeline {
  /** The status as the chain has stored it: what the clock ended lasts until somebody says so. */
  readonly settledStatus: InferenceStatusName;
  /** The first block in which its present stage is over; `undefined` where nothing is due. */
  readonly deadline?: number;
}

/**
 * Reads a task: what its events told, with the status as the clock makes it.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when there is none.
 */
export async function readInferenceTask(
  { deployment, provider, inference }: MusterClient,
  { id }: ReadInferenceTaskParameters,
): Promise<ReadInferenceTaskReturnType> {
  const [logs, status, deadline] = await readCall(async () =>
    Promise.all([
      provider.getLogs({
        address: deployment.addresses.inference,
        topics: [null, id],
        fromBlock: deployment.fromBlock,
        toBlock: "latest",
      }),
      inference.statusOf(id),
      inference.deadlineOf(id),
    ]),
  );
  const events = logs.map((log) => decodeInferenceEvent(log)).filter((event) => event !== undefined);
  const due = deadline <= BigInt(Number.MAX_SAFE_INTEGER) ? { deadline: Number(deadline) } : {};
  const timeline = replayInferenceTask(id, events);
  return { ...timeline, settledStatus: timeline.status, status: inferenceStatuses[Number(status)] ?? "None", ...due };
}
