import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";

/** Blocks asked for at once. */
const MAX_RANGE = 2_000;

/**
 * Finds what a submitted task says in the event of its submission, the newest blocks first.
 *
 * @param until The block in which it was submitted at the latest.
 * @returns `undefined` when it was never submitted.
 */
export async function readTaskInfo(client: MusterClient, id: string, until: number): Promise<TaskInfo | undefined> {
  const { center, deployment } = client;
  const filters = [center.filters.TaskSubmitted(id), center.filters.TaskRejected(id)] as const;
  for (let to = until; to >= deployment.fromBlock; to -= MAX_RANGE) {
    const from = Math.max(deployment.fromBlock, to - MAX_RANGE + 1);
    const found = await Promise.all(filters.map((filter) => center.queryFilter(filter, from, to)));
    const [event] = found.flat();
    if (event === undefined) continue;
    const { proofOfTask, data, performer, taskDefinitionId } = event.args;
    return { proofOfTask, data, taskPerformer: performer, taskDefinitionId: Number(taskDefinitionId) };
  }
  return undefined;
}
