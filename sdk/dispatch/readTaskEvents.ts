import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { decodeTaskEvent } from "./decodeTaskEvent.ts";
import type { TaskEvent } from "./taskEvent.ts";

/** Which task. */
export interface ReadTaskEventsParameters {
  readonly id: string;
}

/** The events of a task, in the order of the chain; none when there is no such task. */
export async function readTaskEvents(
  { deployment, provider }: MusterClient,
  { id }: ReadTaskEventsParameters,
): Promise<TaskEvent[]> {
  const logs = await readCall(async () =>
    provider.getLogs({
      address: deployment.addresses.dispatcher,
      topics: [null, id],
      fromBlock: deployment.fromBlock,
      toBlock: "latest",
    }),
  );
  return logs.map((log) => decodeTaskEvent(log)).filter((event) => event !== undefined);
}
