import type { EventPlace } from "../client/eventPlace.ts";
import type { TaskRequest } from "./taskRequest.ts";

/** What the Dispatcher's events of a task carry, by name; amounts in the smallest unit of their currency. */
export interface TaskEventFields {
  /** The statuses by their place in `DISPATCH_STATUSES`. */
  readonly DispatchMoved: { readonly from: number; readonly to: number };
  readonly TaskSubmitted: {
    readonly actor: string;
    readonly pool: number;
    readonly round: number;
    readonly rosterVersion: number;
    readonly rosterSize: number;
    readonly request: TaskRequest;
  };
  readonly TaskReentered: { readonly oldRound: number; readonly newRound: number };
  readonly ResultCommitted: { readonly runner: string; readonly position: number; readonly commitment: string };
  readonly ResultSubmitted: {
    readonly runner: string;
    readonly operator: number;
    readonly position: number;
    readonly result: string;
  };
  readonly TaskSkipped: {
    readonly runner: string;
    readonly operator: number;
    readonly position: number;
    readonly late: boolean;
  };
  readonly RunnerMissed: {
    readonly runner: string;
    readonly operator: number;
    readonly position: number;
    readonly slashed: bigint;
  };
  readonly CallbackScheduled: { readonly target: string; readonly scheduledAt: bigint };
  readonly CallbackExecuted: { readonly executor: string; readonly paid: bigint };
  readonly CallbackFailed: { readonly executor: string; readonly paid: bigint; readonly reason: string };
  readonly CallbackCancelled: Record<never, never>;
  readonly CallbackBumped: { readonly payer: string; readonly amount: bigint };
  readonly TaskTimedOut: { readonly submittedCount: bigint; readonly requestedCount: bigint };
  readonly TaskFailed: { readonly submittedCount: bigint; readonly requestedCount: bigint };
  readonly RunnerPaid: { readonly runner: string; readonly receiver: string; readonly amount: bigint };
  readonly ActorRefunded: { readonly actor: string; readonly currency: string; readonly amount: bigint };
  readonly TaskFinalized: { readonly consumedRunner: string; readonly paidRunners: bigint; readonly paid: bigint };
}

/** The names of a task's events. */
export type TaskEventName = keyof TaskEventFields;

/** An event of a task. */
export type TaskEvent = {
  readonly [Name in TaskEventName]: EventPlace & { readonly name: Name; readonly id: string } & TaskEventFields[Name];
}[TaskEventName];
