import type { MusterClient } from "../client/musterClient.ts";
import { readRoster, type RosterHistory } from "../registry/rosterHistory.ts";
import { positionOf } from "../selection/permutation.ts";
import type { DrawnPosition } from "./drawOrder.ts";
import { POSITION_LIMIT } from "./positionLimit.ts";
import { readSeed } from "./readSeed.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/** Whose position, in which task. */
export interface FindPositionParameters {
  readonly timeline: TaskTimeline;
  readonly controller: string;
  /** The history of the task's pool, where it is known already. */
  readonly roster?: RosterHistory;
}

/**
 * The position that an account was drawn for; `undefined` when it held no seat at submission, or stands so far behind
 * that its turn can never come. Whether its turn has come is another question: the window grows as others pass.
 *
 * @throws {MusterError} `BEACON_ROUND_UNANSWERED` while nobody is drawn.
 */
export async function findPosition(
  client: MusterClient,
  { timeline, controller, roster }: FindPositionParameters,
): Promise<DrawnPosition | undefined> {
  const { seed } = await readSeed(client, { timeline });
  const history = roster ?? (await readRoster(client, timeline.pool));
  const { rosterSize, rosterVersion } = timeline;

  for (let seat = 0; seat < rosterSize; seat++) {
    const holder = history.holderOf(seat, rosterVersion);
    if (holder.controller !== controller) continue;
    const position = Number(positionOf(seed, BigInt(rosterSize), BigInt(seat)));
    return position < POSITION_LIMIT ? { position, seat, ...holder } : undefined;
  }
  return undefined;
}
