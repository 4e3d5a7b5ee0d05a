import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** Whether a position has answered, passed, or failed to show up. */
export function isPositionOut({ submissions, skips, misses }: TaskTimeline, position: number): boolean {
  return [submissions, skips, misses].some((list) => list.some((entry) => entry.position === position));
}
