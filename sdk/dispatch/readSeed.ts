import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { SELECTION } from "./selectionSeed.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/** Whose seed. */
export interface ReadSeedParameters {
  readonly timeline: Pick<TaskTimeline, "id" | "round">;
}

/** A seed, and the block in which it became known. */
export interface ReadSeedReturnType {
  readonly seed: string;
  readonly answeredAt: number;
}

/**
 * The seed that a task's order is drawn with.
 *
 * @throws {MusterError} `BEACON_ROUND_UNANSWERED` while it is unknown.
 */
export async function readSeed(
  { beacon, deployment }: MusterClient,
  { timeline }: ReadSeedParameters,
): Promise<ReadSeedReturnType> {
  const { dispatcher } = deployment.addresses;
  const { seed, answeredAt } = await readCall(async () =>
    beacon.seedOf(timeline.round, dispatcher, timeline.id, SELECTION),
  );
  return { seed, answeredAt: Number(answeredAt) };
}
