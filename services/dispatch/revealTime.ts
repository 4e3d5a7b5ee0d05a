import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** The first and the last block in which commitments may be revealed. */
export interface RevealTime {
  readonly from: number;
  readonly until: number;
}

/**
 * When the commitments of a task are revealed, as the Dispatcher reckons it: after the last one wanted, or when the
 * time to commit is over.
 *
 * @param answeredAt Block in which the task's round was answered.
 */
export function revealTime({ request, commitments }: TaskTimeline, answeredAt: number): RevealTime {
  const { numRunners, terms } = request;
  const closedAt = commitments[numRunners - 1]?.block ?? answeredAt + terms.commitBlocks;
  return { from: closedAt + 1, until: closedAt + 1 + terms.revealBlocks };
}
