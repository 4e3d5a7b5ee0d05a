/** What witnesses say: a root of assignments, a root of receipts, or that a committee is followed by another. */
export const WITNESS_KINDS = ["assignments", "receipts", "handover"] as const;

/** One of them. */
export type WitnessKind = (typeof WITNESS_KINDS)[number];

/** Something that a committee of witnesses signs. */
export interface WitnessStatement {
  readonly kind: WitnessKind;
  /** The other chain. */
  readonly chainId: bigint;
  /** The committee that signs. */
  readonly committee: bigint;
  /** As of when, in seconds of the clock of the chain that is told of; of a hand-over, the committee that follows. */
  readonly moment: bigint;
  /** Hex, 32 bytes: the root; of a hand-over, the hash of the page. */
  readonly hash: string;
}

/** What a statement is about: of one subject nobody says two things. */
export function subjectOf({ kind, chainId, committee, moment }: WitnessStatement): string {
  return `${kind}:${chainId}:${committee}:${moment}`;
}

/** By which a statement is known. */
export function keyOf(statement: WitnessStatement): string {
  return `${subjectOf(statement)}:${statement.hash}`;
}
