import type { DispatchStatus } from "./dispatchStatus.ts";
import type { Submission } from "./resultRecord.ts";
import type { TaskRequest } from "./taskRequest.ts";

/** A result that was accepted, and in which block. */
export interface TimedSubmission extends Submission {
  readonly block: number;
}

/** A commitment that a runner made. */
export interface TaskCommitment {
  readonly runner: string;
  readonly position: number;
  readonly commitment: string;
  readonly block: number;
}

/** A position whose runner passed. */
export interface TaskSkip {
  readonly runner: string;
  readonly operator: number;
  readonly position: number;
  /** Whether it cost stake. */
  readonly late: boolean;
  readonly block: number;
}

/** A position whose runner did not answer in time. */
export interface TaskMiss {
  readonly runner: string;
  readonly operator: number;
  readonly position: number;
  /** In the staking currency. */
  readonly slashed: bigint;
  readonly block: number;
}

/** One execution of a callback. */
export interface CallbackAttempt {
  readonly executor: string;
  /** Wei. */
  readonly paid: bigint;
  readonly isSuccess: boolean;
  /** The start of the revert data; empty for a success. */
  readonly reason: string;
  readonly block: number;
}

/** The state of a callback at rest; as `DeferredState` on-chain. */
export type CallbackState = "None" | "Scheduled" | "Executed" | "Failed" | "Cancelled";

/** What became of a task's callback. Times are blocks. */
export interface CallbackTimeline {
  readonly state: CallbackState;
  readonly scheduledAt?: number;
  readonly executedAt?: number;
  /** The newest failure. */
  readonly failedAt?: number;
  readonly cancelledAt?: number;
  readonly attempts: readonly CallbackAttempt[];
  /** Wei that were added. */
  readonly bumps: readonly { readonly payer: string; readonly amount: bigint; readonly block: number }[];
  /** Wei that the next executor can be paid from. */
  readonly budgetLeft: bigint;
}

/** Money that went back to the actor. */
export interface TaskRefund {
  readonly actor: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly block: number;
}

/** A share that a runner earned. */
export interface TaskPayment {
  readonly runner: string;
  readonly receiver: string;
  readonly amount: bigint;
  readonly block: number;
}

/** Everything that the events of a task say. Times are blocks; amounts in the smallest unit of their currency. */
export interface TaskTimeline {
  readonly id: string;
  /** As submitted, terms included. */
  readonly request: TaskRequest;
  readonly actor: string;
  readonly pool: number;
  /** The round that the draw comes from; another after each re-entry. */
  readonly round: number;
  readonly rosterVersion: number;
  readonly rosterSize: number;
  readonly submissionBlock: number;
  /** The first block in which the task is out of time. */
  readonly timeoutBlock: number;
  /** As stored: a task that nobody has expired yet is Pending. */
  readonly status: DispatchStatus;
  /** In the order in which they were accepted. */
  readonly submissions: readonly TimedSubmission[];
  readonly commitments: readonly TaskCommitment[];
  readonly skips: readonly TaskSkip[];
  readonly misses: readonly TaskMiss[];
  readonly callback: CallbackTimeline;
  readonly refunds: readonly TaskRefund[];
  readonly payments: readonly TaskPayment[];
  /** Whose result the actor chose; absent when it chose none. */
  readonly consumedRunner?: string;
  /** Block in which the record was last sealed; absent while results can come. */
  readonly sealedAt?: number;
  readonly finalizedAt?: number;
}
