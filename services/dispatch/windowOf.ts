import { POSITION_LIMIT } from "../../sdk/dispatch/positionLimit.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** How many positions of a task's drawn order may answer, or have had their chance. */
export function windowOf({ request, skips, misses, rosterSize }: TaskTimeline): number {
  return Math.min(request.numRunners + skips.length + misses.length, rosterSize, POSITION_LIMIT);
}
