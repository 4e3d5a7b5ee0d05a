import { ZeroAddress } from "ethers";

import { BaseError } from "../errors/baseError.ts";
import { DISPATCH_STATUSES } from "./dispatchStatus.ts";
import type { TaskEvent, TaskEventName } from "./taskEvent.ts";
import type { CallbackTimeline, TaskTimeline } from "./taskTimeline.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };
type Draft = Omit<Mutable<TaskTimeline>, "callback"> & { callback: Mutable<CallbackTimeline> };
type Event<Name extends TaskEventName> = Extract<TaskEvent, { readonly name: Name }>;
type Fold = { readonly [Name in TaskEventName]: (task: Draft, event: Event<Name>) => void };

/** What each event adds to a timeline. */
const fold: Fold = {
  TaskSubmitted: () => undefined,
  DispatchMoved(task, { to, block }) {
    const status = DISPATCH_STATUSES[to] ?? "None";
    task.status = status;
    // Completed with the last result, TimedOut and Failed with the expiry: each move seals the record in its block.
    if (status === "Finalized") task.finalizedAt = block;
    else if (status !== "Pending") task.sealedAt = block;
  },
  TaskReentered(task, { newRound }) {
    task.round = newRound;
  },
  ResultCommitted(task, { runner, position, commitment, block }) {
    task.commitments.push({ runner, position, commitment, block });
  },
  ResultSubmitted(task, { runner, operator, position, result, block }) {
    task.submissions.push({ runner, operator, position, result, block });
  },
  TaskSkipped(task, { runner, operator, position, late, block }) {
    task.skips.push({ runner, operator, position, late, block });
  },
  RunnerMissed(task, { runner, operator, position, slashed, block }) {
    task.misses.push({ runner, operator, position, slashed, block });
  },
  CallbackScheduled({ callback, request }, { block }) {
    callback.state = "Scheduled";
    callback.scheduledAt = block;
    callback.budgetLeft = request.terms.callback.budget;
  },
  CallbackExecuted(task, { executor, paid, block }) {
    const { callback } = task;
    Object.assign(callback, { state: "Executed", executedAt: block, budgetLeft: 0n });
    callback.attempts.push({ executor, paid, isSuccess: true, reason: "0x", block });
    task.sealedAt = block;
  },
  CallbackFailed({ callback }, { executor, paid, reason, block }) {
    Object.assign(callback, { state: "Failed", failedAt: block, budgetLeft: 0n });
    callback.attempts.push({ executor, paid, isSuccess: false, reason, block });
  },
  CallbackCancelled(task, { block }) {
    Object.assign(task.callback, { state: "Cancelled", cancelledAt: block, budgetLeft: 0n });
    task.sealedAt = block;
  },
  CallbackBumped({ callback }, { payer, amount, block }) {
    callback.bumps.push({ payer, amount, block });
    callback.budgetLeft += amount;
  },
  TaskTimedOut: () => undefined,
  TaskFailed: () => undefined,
  RunnerPaid(task, { runner, receiver, amount, block }) {
    task.payments.push({ runner, receiver, amount, block });
  },
  ActorRefunded(task, { actor, currency, amount, block }) {
    task.refunds.push({ actor, currency, amount, block });
  },
  TaskFinalized(task, { consumedRunner }) {
    if (consumedRunner !== ZeroAddress) task.consumedRunner = consumedRunner;
    task.callback.budgetLeft = 0n;
  },
};

/**
 * Rebuilds a task from all its events, given in the order of the chain.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when its submission is not among them.
 */
export function replayTask(id: string, events: readonly TaskEvent[]): TaskTimeline {
  const submitted = events.find((event) => event.name === "TaskSubmitted");
  if (!submitted) throw new BaseError("TASK_UNKNOWN", `No event tells of a task ${id}.`);

  const task = draftOf(id, submitted);
  for (const event of events) apply(task, event);
  return task;
}

function apply<Name extends TaskEventName>(task: Draft, event: Event<Name>): void {
  (fold[event.name] as (task: Draft, event: Event<Name>) => void)(task, event);
}

function draftOf(id: string, event: Event<"TaskSubmitted">): Draft {
  const { actor, pool, round, rosterVersion, rosterSize, request, block } = event;
  return {
    id,
    request,
    actor,
    pool,
    round,
    rosterVersion,
    rosterSize,
    submissionBlock: block,
    timeoutBlock: block + request.timeoutBlocks,
    status: "None",
    submissions: [],
    commitments: [],
    skips: [],
    misses: [],
    callback: { state: "None", attempts: [], bumps: [], budgetLeft: 0n },
    refunds: [],
    payments: [],
  };
}
