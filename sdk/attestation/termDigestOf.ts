import { TypedDataEncoder } from "ethers";

const TERM_TYPES = {
  Term: [
    { name: "taskDefinitionId", type: "uint16" },
    { name: "term", type: "uint64" },
    { name: "committee", type: "uint64" },
    { name: "seat", type: "uint8" },
  ],
};

/** Who shall lead a term. */
export interface LeaderTerm {
  readonly taskDefinitionId: number;
  /** Number of the epoch: block number / epoch's blocks. */
  readonly term: bigint;
  readonly committee: bigint;
  readonly seat: number;
}

/** Who shall lead a term, by which consensus election. */
export interface TermDigestParts extends LeaderTerm {
  readonly chainId: number | bigint;
  /** Address of the election. */
  readonly election: string;
}

/** What nodes sign with their BLS keys to agree on a leader; as `ConsensusElection.termDigestOf`. */
export function termDigestOf({ chainId, election, ...term }: TermDigestParts): string {
  const domain = { name: "Muster ConsensusElection", version: "1", chainId, verifyingContract: election };
  return TypedDataEncoder.hash(domain, TERM_TYPES, term);
}
