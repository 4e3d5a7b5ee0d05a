import { blsSign } from "../bls/blsSign.ts";
import type { CenterReference } from "./centerReference.ts";
import type { Vote } from "./vote.ts";
import { type VoteTerms, voteDigestOf } from "./voteDigestOf.ts";

/** What to vote, and as whom. */
export interface CastVoteParameters extends CenterReference, VoteTerms {
  readonly seat: number;
  /** The seat's BLS key: hex, 32 bytes. */
  readonly secretKey: string;
}

/**
 * Signs a vote. Nothing is sent.
 *
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 */
export function castVote({ chainId, center, seat, secretKey, ...terms }: CastVoteParameters): Vote {
  return { ...terms, seat, signature: blsSign(secretKey, voteDigestOf({ chainId, center, ...terms })) };
}
