import { responseTime } from "../../services/dispatch/responseTime.ts";
import { revealTime } from "../../services/dispatch/revealTime.ts";
import type { TaskView } from "./taskView.ts";

/** What a position in the window has done, or has left to do. */
export function describePosition(view: TaskView, position: number): string {
  const { submissions, skips, misses } = view.task;
  const isAt = (entry: { readonly position: number }): boolean => entry.position === position;
  const submission = submissions.find(isAt);
  if (submission) return `answered in block ${submission.block}`;
  const skip = skips.find(isAt);
  if (skip) return `passed in block ${skip.block}${skip.late ? ", late" : ""}`;
  const miss = misses.find(isAt);
  return miss ? `failed to show up, reported in block ${miss.block}` : describeOpen(view, position);
}

function describeOpen({ task, head, round }: TaskView, position: number): string {
  if (task.liveStatus !== "Pending") return "never answered";
  const answeredAt = round.answeredAt ?? 0;
  const isCommitted = task.commitments.some((entry) => entry.position === position);
  const isSecret = task.request.terms.commitBlocks > 0;
  const reveal = revealTime(task, answeredAt);
  if (isCommitted && head + 1 < reveal.from) return "has committed; revealing has not begun";

  const deadline = isCommitted ? reveal.until : responseTime(task, position, answeredAt).deadline;
  const left = deadline - head;
  if (left <= 0) return "is out of time; dispatch:advance reports it";
  const todo = isCommitted ? "reveal" : isSecret ? "commit" : "answer";
  return `has ${left} ${left === 1 ? "block" : "blocks"} left to ${todo}`;
}
