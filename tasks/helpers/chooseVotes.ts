import type { CenterReference } from "../../sdk/attestation/centerReference.ts";
import type { Vote } from "../../sdk/attestation/vote.ts";
import { voteDigestOf, type VoteTerms } from "../../sdk/attestation/voteDigestOf.ts";
import { blsVerify } from "../../sdk/bls/blsVerify.ts";
import type { ReadCommitteeReturnType } from "../../sdk/committee/readCommittee.ts";

/** Votes to choose among, and what they must be for. */
export interface ChooseVotesParameters extends CenterReference {
  readonly votes: readonly Vote[];
  readonly terms: VoteTerms;
  readonly committee: ReadCommitteeReturnType;
}

/** What was chosen, and why the rest was not. */
export interface ChooseVotesReturnType {
  readonly votes: readonly Vote[];
  /** One line for each vote that was left out. */
  readonly refused: readonly string[];
}

/** The votes for exactly these terms whose signatures hold. Those for something else are passed over in silence. */
export function chooseVotes(parameters: ChooseVotesParameters): ChooseVotesReturnType {
  const { votes, terms, committee, chainId, center } = parameters;
  const digest = voteDigestOf({ chainId, center, ...terms });
  const wanted = votes.filter((vote) => voteDigestOf({ chainId, center, ...vote }) === digest);
  const refusalOf = ({ seat, signature }: Vote): string | undefined => {
    const record = committee.seats[seat];
    if (!record) return `seat ${seat} does not exist`;
    if (record.isVoided) return `seat ${seat} is void`;
    return blsVerify({ publicKey: record.key, digest, signature }) ? undefined : `seat ${seat} did not sign its vote`;
  };
  return {
    votes: wanted.filter((vote) => refusalOf(vote) === undefined),
    refused: wanted.flatMap((vote) => refusalOf(vote) ?? []),
  };
}
