import type { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Thrown when a vote would contradict one that was promised: both together cost the stake. */
export class VoteContradictsError extends BaseError {
  readonly task: string;
  readonly phase: VotePhase;
  /** The side that was taken. */
  readonly isApproved: boolean;

  constructor(task: string, phase: VotePhase, isApproved: boolean) {
    super("VOTE_CONTRADICTS", `Task ${task} was voted on otherwise in phase ${phase}: isApproved ${isApproved}`);
    this.task = task;
    this.phase = phase;
    this.isApproved = isApproved;
  }
}
