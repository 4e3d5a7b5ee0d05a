import type { Vote } from "../../sdk/attestation/vote.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";

/** A vote as a line of JSON. */
export function formatVote({ committee, phase, ...vote }: Vote): string {
  return JSON.stringify({
    ...vote,
    phase: phase === VotePhase.Dispute ? "Dispute" : "Submission",
    committee: String(committee),
  });
}
