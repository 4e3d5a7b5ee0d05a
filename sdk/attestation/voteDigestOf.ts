import { TypedDataEncoder } from "ethers";

import { centerDomain } from "./centerDomain.ts";
import type { CenterReference } from "./centerReference.ts";
import type { VotePhase } from "./votePhase.ts";

const VOTE_TYPES = {
  Vote: [
    { name: "task", type: "bytes32" },
    { name: "isApproved", type: "bool" },
    { name: "phase", type: "uint8" },
    { name: "aggregator", type: "address" },
    { name: "committee", type: "uint64" },
  ],
};

/** A vote, without its signature. */
export interface VoteTerms {
  /** The task. */
  readonly id: string;
  readonly isApproved: boolean;
  readonly phase: VotePhase;
  /** Who may submit with this vote; the zero address in the dispute phase. */
  readonly aggregator: string;
  readonly committee: bigint;
}

/** A vote, and where it counts. */
export interface VoteDigestParts extends CenterReference, VoteTerms {}

/** What an attester signs with its BLS key; as `AttestationCenter.voteDigestOf`. */
export function voteDigestOf({ id, isApproved, phase, aggregator, committee, ...center }: VoteDigestParts): string {
  return TypedDataEncoder.hash(centerDomain(center), VOTE_TYPES, {
    task: id,
    isApproved,
    phase,
    aggregator,
    committee,
  });
}
