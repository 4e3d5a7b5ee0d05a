import { POSITION_LIMIT } from "../../sdk/dispatch/positionLimit.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** Whether no position is left that could still answer. */
export function isExhausted({ request, submissions, skips, misses, rosterSize }: TaskTimeline): boolean {
  const closed = submissions.length + skips.length + misses.length;
  return submissions.length < request.numRunners && closed >= Math.min(rosterSize, POSITION_LIMIT);
}
