import type { MusterClient } from "../client/musterClient.ts";
import { watchLogs, type WatchParameters } from "../client/watchLogs.ts";
import { decodeTaskEvent } from "./decodeTaskEvent.ts";
import type { TaskEvent } from "./taskEvent.ts";

/** From where, and what for. */
export type WatchTasksParameters = WatchParameters<TaskEvent>;

/**
 * Follows the events of all tasks until the signal.
 *
 * Blocks that are not confirmed yet are read anew each time. An event is delivered once for each block it was found in:
 * after a reorganisation once more, under its new block hash.
 *
 * @throws whatever `onEvent` throws.
 */
export async function watchTasks(client: MusterClient, parameters: WatchTasksParameters): Promise<void> {
  const address = client.deployment.addresses.dispatcher;
  await watchLogs(client, { ...parameters, address, decode: decodeTaskEvent });
}
