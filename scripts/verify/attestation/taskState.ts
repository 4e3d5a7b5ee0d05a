import type { AttestationStatus } from "../../../sdk/attestation/attestationStatus.ts";
import type { ReadCommitteeReturnType } from "../../../sdk/committee/readCommittee.ts";
import type { DefinitionState } from "./definitionState.ts";

/** A task as it must be, by the rules and what happened. */
export interface TaskState {
  readonly id: string;
  readonly definition: DefinitionState;
  readonly committee: ReadCommitteeReturnType;
  readonly wasApproved: boolean;
  readonly performerSeat: number;
  readonly aggregatorSeat: number;
  readonly signers: bigint;
  readonly signerCount: number;
  readonly termsVersion: number;
  /** As it is stored. */
  status: AttestationStatus;
  decidedAt: number;
  /** Bit s set: seat s is owed its fee; once overturned, is to be punished. */
  open: bigint;
  isPerformerSettled: boolean;
  isAggregatorPaid: boolean;
  challenger?: string;
  bond: bigint;
  /** What the performer of a rejected task left to its attesters and aggregator. */
  forfeited: bigint;
}
