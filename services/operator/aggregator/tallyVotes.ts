import { type QuorumProgress, quorumProgress } from "../../../sdk/attestation/quorumProgress.ts";
import type { Vote } from "../../../sdk/attestation/vote.ts";
import type { CommitteeView, DefinitionView, EligibilityView } from "../chain/attestationChain.ts";
import { hasSeat } from "../tasks/hasSeat.ts";

/** Who may vote, and who has. */
export interface TallyVotesParameters {
  readonly committee: CommitteeView;
  readonly definition: DefinitionView;
  readonly eligibility: EligibilityView;
  readonly votes: Iterable<Vote>;
}

/** How far the votes of one committee have come. */
export function tallyVotes({ committee, definition, eligibility, votes }: TallyVotesParameters): QuorumProgress {
  return quorumProgress({
    seats: committee.seats.map(({ power }, seat) => ({ seat, power, isVoided: hasSeat(committee.voided, seat) })),
    eligible: eligibility.seats,
    quorum: definition,
    votes: [...votes].filter((vote) => vote.committee === committee.id),
  });
}
