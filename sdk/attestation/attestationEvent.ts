import type { EventPlace } from "../client/eventPlace.ts";
import type { SlashingTerms } from "./slashingTerms.ts";
import type { TaskSubmissionDetails } from "./taskSubmissionDetails.ts";
import type { VotePhase } from "./votePhase.ts";

/** A task, as its submission tells of it. */
export interface SubmissionFields {
  readonly taskDefinitionId: number;
  readonly performer: string;
  readonly aggregator: string;
  /** Bytes that are no UTF-8 are replaced by U+FFFD. */
  readonly proofOfTask: string;
  readonly data: string;
  readonly details: TaskSubmissionDetails;
}

/** What the center's events of a task carry, by name; amounts in the smallest unit of their currency. */
export interface AttestationTaskEventFields {
  /** The statuses by their place in `ATTESTATION_STATUSES`. */
  readonly TaskMoved: { readonly from: number; readonly to: number };
  readonly TaskSubmitted: SubmissionFields;
  readonly TaskRejected: SubmissionFields;
  readonly HookFailed: { readonly hook: string; readonly reason: string };
  readonly TaskChallenged: { readonly challenger: string; readonly bond: bigint; readonly deadline: bigint };
  readonly TaskOverturned: {
    readonly challenger: string;
    /** Bit s set: seat s signed. */
    readonly disputeSigners: bigint;
    readonly losers: bigint;
  };
  readonly OverturnJoined: {
    /** Bit s set: seat s signed. */
    readonly disputeSigners: bigint;
    /** Who is left. */
    readonly losers: bigint;
  };
  readonly TaskUpheld: { readonly challenger: string; readonly bond: bigint };
  readonly DoubleAttestationPunished: {
    readonly operator: number;
    readonly phase: VotePhase;
    readonly amount: bigint;
  };
  readonly IncorrectAttestationPunished: { readonly operator: number; readonly amount: bigint };
  readonly PerformerPunished: { readonly operator: number; readonly amount: bigint; readonly forfeited: bigint };
  readonly RewardClaimed: { readonly operator: number; readonly amount: bigint };
}

/** What the center's events of a definition carry, by name. */
export interface DefinitionEventFields {
  readonly TaskDefinitionCreated: {
    readonly owner: string;
    /** The event's own `name`. Bytes that are no UTF-8 are replaced by U+FFFD. */
    readonly definitionName: string;
    readonly params: {
      readonly blockExpiry: bigint;
      readonly baseRewardFeeForAttesters: bigint;
      readonly baseRewardFeeForPerformer: bigint;
      readonly baseRewardFeeForAggregator: bigint;
      readonly disputePeriodBlocks: bigint;
      readonly minimumVotingPower: bigint;
      readonly restrictedOperatorIndexes: readonly bigint[];
    };
  };
  readonly TaskDefinitionRetired: { readonly deposit: bigint };
  readonly MinimumVotingPowerSet: { readonly oldPower: bigint; readonly newPower: bigint };
  readonly RestrictedOperatorsSet: { readonly operatorIndexes: readonly bigint[] };
  readonly DefinitionPoolSet: { readonly oldPool: number; readonly newPool: number };
  readonly QuorumSet: { readonly minimumAttesters: number; readonly approveBps: number };
  readonly RewardCurrencySet: { readonly oldCurrency: string; readonly newCurrency: string };
  readonly HookSet: { readonly oldHook: string; readonly newHook: string; readonly gasLimit: number };
  readonly ElectionSet: { readonly oldElection: string; readonly newElection: string };
  readonly SlashingTermsSet: { readonly version: number; readonly terms: SlashingTerms; readonly termsHash: string };
  readonly TermsAccepted: { readonly operator: number; readonly termsHash: string };
  readonly TaskDefinitionFunded: { readonly payer: string; readonly amount: bigint };
  readonly TaskDefinitionDefunded: { readonly owner: string; readonly amount: bigint };
}

/** The names of a task's events. */
export type AttestationTaskEventName = keyof AttestationTaskEventFields;

/** An event of a task. */
export type AttestationTaskEvent = {
  readonly [Name in AttestationTaskEventName]: EventPlace & {
    readonly name: Name;
    readonly id: string;
  } & AttestationTaskEventFields[Name];
}[AttestationTaskEventName];

/** An event of a definition. */
export type DefinitionEvent = {
  readonly [Name in keyof DefinitionEventFields]: EventPlace & {
    readonly name: Name;
    readonly taskDefinitionId: number;
  } & DefinitionEventFields[Name];
}[keyof DefinitionEventFields];

/** An event of the center. */
export type AttestationEvent = AttestationTaskEvent | DefinitionEvent;
