import type { SlashingTerms } from "../../../sdk/attestation/slashingTerms.ts";

/** A definition as its events tell of it. */
export interface DefinitionState {
  readonly taskDefinitionId: number;
  readonly owner: string;
  readonly attesterFee: bigint;
  readonly performerFee: bigint;
  readonly aggregatorFee: bigint;
  readonly disputeBlocks: number;
  pool: number;
  minimumVotingPower: bigint;
  /** Empty: everybody. */
  operators: ReadonlySet<number>;
  minimumAttesters: number;
  approveBps: number;
  currency: string;
  /** What nobody is owed. */
  funds: bigint;
  /** By version. */
  readonly terms: Map<number, SlashingTerms>;
  termsVersion: number;
}
