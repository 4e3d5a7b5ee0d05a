import { closesAt } from "../../services/dispatch/closesAt.ts";
import { isPositionOut } from "../../services/dispatch/isPositionOut.ts";
import { describePosition } from "./describePosition.ts";
import type { TaskView } from "./taskView.ts";

/** What a task waits for now, and who can end the waiting; nothing when it is over. */
export function describeWait(view: TaskView): string[] {
  const { status, liveStatus } = view.task;
  if (status === "Finalized") return [];
  if (liveStatus === "Pending") return view.round.state === "Answered" ? runners(view) : [randomness(view)];
  if (status === "Pending") return [`anybody to expire it (dispatch:expire): it is out of ${whatOf(liveStatus)}`];
  return [...callback(view), consumption(view)];
}

function whatOf(status: string): string {
  return status === "Failed" ? "runners" : "time";
}

function randomness({ round: { round, state, requestedAt } }: TaskView): string {
  if (state === "Open") return `round ${round} to be closed (beacon:request)`;
  if (state === "Void") return `anybody to move it to another round (dispatch:reenter): round ${round} is void`;
  return `round ${round} to be answered; it was asked for in block ${requestedAt}`;
}

function runners(view: TaskView): string[] {
  const open = view.order.filter(({ position }) => !isPositionOut(view.task, position));
  return open.map(
    ({ position, operator }) =>
      `position ${position} (operator ${operator}), which ${describePosition(view, position)}`,
  );
}

function callback({ task, head }: TaskView): string[] {
  const { state } = task.callback;
  if (task.status !== "Completed" || (state !== "Scheduled" && state !== "Failed")) return [];
  const until = (task.sealedAt ?? 0) + task.request.terms.consumeBlocks;
  if (head + 1 > until) return [];
  if (state === "Scheduled") return [`anybody to execute its callback (dispatch:execute), until block ${until}`];
  return [`another try of its failed callback (dispatch:bump, dispatch:execute), until block ${until}`];
}

function consumption({ task, head }: TaskView): string {
  const last = closesAt(task);
  if (head + 1 > last) return "anybody to settle it (dispatch:settle): every accepted result is paid";
  return `its actor to consume a result (dispatch:consume), until block ${last}; then anybody may settle it`;
}
