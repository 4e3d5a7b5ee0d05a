import { POSITION_LIMIT } from "../../sdk/dispatch/positionLimit.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** Whether too few positions are left for a task to reach its number of results. */
export function isExhausted({ request, skips, misses, rosterSize }: TaskTimeline): boolean {
  return request.numRunners + skips.length + misses.length > Math.min(rosterSize, POSITION_LIMIT);
}
