import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/**
 * The last block of a sealed task's consume window; anybody may settle it from the next one on.
 *
 * A callback that is still due, or has failed and may be retried, has one window of its own first. Nothing waits for a
 * task without results.
 */
export function closesAt({ submissions, status, callback, sealedAt, request }: TaskTimeline): number {
  if (submissions.length === 0 || sealedAt === undefined) return 0;
  const isAlive = status === "Completed" && (callback.state === "Scheduled" || callback.state === "Failed");
  return sealedAt + (isAlive ? 2 : 1) * request.terms.consumeBlocks;
}
