import type { AttestationStatus } from "./attestationStatus.ts";
import type { TaskInfo } from "./taskInfo.ts";
import type { TaskSubmissionDetails } from "./taskSubmissionDetails.ts";
import type { VotePhase } from "./votePhase.ts";

/** A challenge, and what became of it. Times are blocks. */
export interface AttestationChallenge {
  readonly challenger: string;
  /** Wei. */
  readonly bond: bigint;
  readonly challengedAt: number;
  /** The block in which the dispute is over; the last quarter before it is for those that were left out of an answer. */
  readonly deadline: number;
  /** Absent unless it was overturned. */
  readonly overturned?: {
    readonly block: number;
    /** Bit s set: seat s signed, then or later. */
    readonly disputeSigners: bigint;
    readonly losers: bigint;
  };
  /** Absent unless it was upheld. */
  readonly upheldAt?: number;
}

/** A slash for a task. */
export interface AttestationPunishment {
  readonly offence: "DoubleAttestation" | "IncorrectAttestation" | "Performer";
  readonly operator: number;
  /** In the staking currency. */
  readonly amount: bigint;
  /** Of a double attestation. */
  readonly phase?: VotePhase;
  /** Of a performer: what attesters and aggregator share of it. */
  readonly forfeited?: bigint;
  readonly block: number;
}

/** A reward that was paid. */
export interface AttestationReward {
  readonly operator: number;
  /** In the reward currency; in the staking currency for a rejected task. */
  readonly amount: bigint;
  readonly block: number;
}

/** Everything that the events of a task say. Times are blocks. */
export interface AttestationTimeline {
  readonly id: string;
  readonly info: TaskInfo;
  readonly details: TaskSubmissionDetails;
  readonly aggregator: string;
  readonly submittedAt: number;
  /** As it was written last: `None` only for an id that nobody submitted, and never `Finalized`. */
  readonly status: AttestationStatus;
  /** When the status was written. */
  readonly movedAt: number;
  /** What the hook said, where it failed after the submission. */
  readonly hookFailure?: { readonly hook: string; readonly reason: string };
  readonly challenge?: AttestationChallenge;
  readonly punishments: readonly AttestationPunishment[];
  readonly rewards: readonly AttestationReward[];
}
