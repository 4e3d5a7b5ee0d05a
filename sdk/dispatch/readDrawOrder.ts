import type { MusterClient } from "../client/musterClient.ts";
import { readRoster, type RosterHistory } from "../registry/rosterHistory.ts";
import { type DrawnPosition, drawOrder } from "./drawOrder.ts";
import { POSITION_LIMIT } from "./positionLimit.ts";
import { readSeed } from "./readSeed.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/** Of which task. */
export interface ReadDrawOrderParameters {
  readonly timeline: TaskTimeline;
  /** How many positions; all that can ever have a turn by default. */
  readonly count?: number;
  /** The history of the task's pool, where it is known already. */
  readonly roster?: RosterHistory;
}

/**
 * Who was drawn for a task, in order.
 *
 * @throws {MusterError} `BEACON_ROUND_UNANSWERED` while nobody is drawn.
 */
export async function readDrawOrder(
  client: MusterClient,
  { timeline, count = POSITION_LIMIT, roster }: ReadDrawOrderParameters,
): Promise<DrawnPosition[]> {
  const { rosterSize, rosterVersion, pool } = timeline;
  const { seed } = await readSeed(client, { timeline });
  return drawOrder({ seed, rosterSize, rosterVersion, roster: roster ?? (await readRoster(client, pool)), count });
}
