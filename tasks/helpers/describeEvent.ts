import { AbiCoder, dataLength, ZeroAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { DISPATCH_STATUSES } from "../../sdk/dispatch/dispatchStatus.ts";
import type { TaskEvent, TaskEventName } from "../../sdk/dispatch/taskEvent.ts";
import { decodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import { describeFailure } from "./describeFailure.ts";

const SHORT_BYTES = 32;

type Event<Name extends TaskEventName> = Extract<TaskEvent, { readonly name: Name }>;
type Words = { readonly [Name in TaskEventName]: (event: Event<Name>, schema: string) => string };

const words: Words = {
  TaskSubmitted: ({ round, request }) => `joined round ${round}, wants ${request.numRunners} results`,
  DispatchMoved: ({ from, to }) => `${DISPATCH_STATUSES[from]} → ${DISPATCH_STATUSES[to]}`,
  TaskReentered: ({ oldRound, newRound }) => `round ${oldRound} was void, joined round ${newRound}`,
  ResultCommitted: ({ position }) => `position ${position} committed`,
  ResultSubmitted: ({ position, operator, result }, schema) =>
    `position ${position} (operator ${operator}) answered ${describeResult(result, schema)}`,
  TaskSkipped: ({ position, operator, late }) =>
    `position ${position} (operator ${operator}) passed${late ? ", late" : ""}`,
  RunnerMissed: ({ position, operator, slashed }) =>
    `position ${position} (operator ${operator}) failed to show up, lost ${formatAmount(slashed)} of stake`,
  CallbackScheduled: ({ target }) => `to ${target}`,
  CallbackExecuted: ({ executor, paid }) => `paid ${formatAmount(paid)} to ${executor}`,
  CallbackFailed: ({ executor, paid, reason }) =>
    `paid ${formatAmount(paid)} to ${executor}: ${describeFailure({ data: reason })?.split("\n")[0] ?? shorten(reason)}`,
  CallbackCancelled: () => "by its actor",
  CallbackBumped: ({ payer, amount }) => `${payer} added ${formatAmount(amount)}`,
  TaskTimedOut: ({ submittedCount, requestedCount }) => `with ${submittedCount} of ${requestedCount} results`,
  TaskFailed: ({ submittedCount, requestedCount }) => `with ${submittedCount} of ${requestedCount} results`,
  RunnerPaid: ({ runner, receiver, amount }) =>
    `${formatAmount(amount)} to ${runner}${runner === receiver ? "" : `, received by ${receiver}`}`,
  ActorRefunded: ({ currency, amount }) => `${formatAmount(amount, currency)} to the actor`,
  TaskFinalized: ({ consumedRunner, paidRunners }) =>
    `${paidRunners} paid, ${consumedRunner === ZeroAddress ? "by default" : `consumed ${consumedRunner}`}`,
};

/**
 * An event of a task in a few words.
 *
 * @param schema The task's, which says how results are read.
 */
export function describeEvent(event: TaskEvent, schema: string): string {
  return (words[event.name] as (event: TaskEvent, schema: string) => string)(event, schema);
}

/** A result that was accepted is what its schema says, so it can be read. */
function describeResult(result: string, schema: string): string {
  const { types } = decodeResultSchema(schema);
  if (types.length === 0) return shorten(result);
  return AbiCoder.defaultAbiCoder().decode(types, result).map(String).join(", ");
}

function shorten(bytes: string): string {
  const length = dataLength(bytes);
  return length <= SHORT_BYTES ? bytes : `${bytes.slice(0, 2 + 2 * SHORT_BYTES)}… (${length} bytes)`;
}
