import type { VoteTerms } from "./voteDigestOf.ts";

/** A signed vote of one seat. */
export interface Vote extends VoteTerms {
  /** The voter's seat in the committee. */
  readonly seat: number;
  /** Hex, 96 bytes: the seat's own BLS signature. */
  readonly signature: string;
}
