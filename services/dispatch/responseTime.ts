import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

/** When a position may answer, in blocks; `deadline` is the last before anybody may call it a no-show. */
export interface ResponseTime {
  readonly from: number;
  readonly deadline: number;
}

/**
 * The response time of a position in the window, as the Dispatcher reckons it: from the seed, or from the loss that
 * brought the position into the window.
 *
 * @param answeredAt Block in which the task's round was answered.
 */
export function responseTime(task: TaskTimeline, position: number, answeredAt: number): ResponseTime {
  const { request, submissionBlock, skips, misses } = task;
  const losses = [...skips, ...misses].map(({ block }) => block).sort((a, b) => a - b);
  const enteredAt = losses[position - request.numRunners] ?? submissionBlock;
  const from = Math.max(enteredAt, answeredAt);
  return { from, deadline: from + request.responseBlocks };
}
