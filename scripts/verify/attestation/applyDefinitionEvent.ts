import { ZeroAddress } from "ethers";

import type { DefinitionEvent, DefinitionEventFields } from "../../../sdk/attestation/attestationEvent.ts";
import type { DefinitionState } from "./definitionState.ts";

type Name = keyof DefinitionEventFields;
type Event<N extends Name> = Extract<DefinitionEvent, { readonly name: N }>;
type Rules = { readonly [N in Name]: (definition: DefinitionState, event: Event<N>) => void };

const rules: Rules = {
  TaskDefinitionCreated: () => undefined,
  TaskDefinitionRetired: () => undefined,
  HookSet: () => undefined,
  ElectionSet: () => undefined,
  TermsAccepted: () => undefined,
  MinimumVotingPowerSet: (definition, { newPower }) => void (definition.minimumVotingPower = newPower),
  RestrictedOperatorsSet(definition, { operatorIndexes }) {
    definition.operators = new Set(operatorIndexes.map(Number));
  },
  DefinitionPoolSet: (definition, { newPool }) => void (definition.pool = newPool),
  QuorumSet(definition, { minimumAttesters, approveBps }) {
    Object.assign(definition, { minimumAttesters, approveBps });
  },
  RewardCurrencySet(definition, { newCurrency }) {
    Object.assign(definition, { currency: newCurrency, funds: 0n });
  },
  SlashingTermsSet(definition, { version, terms }) {
    definition.termsVersion = version;
    definition.terms.set(version, terms);
  },
  TaskDefinitionFunded: (definition, { amount }) => void (definition.funds += amount),
  TaskDefinitionDefunded: (definition, { amount }) => void (definition.funds -= amount),
};

/** What an event changes of a definition. */
export function applyDefinitionEvent<N extends Name>(definition: DefinitionState, event: Event<N>): void {
  (rules[event.name] as (definition: DefinitionState, event: Event<N>) => void)(definition, event);
}

/** A definition as it was created. */
export function definitionOf(event: Event<"TaskDefinitionCreated">, defaultPool: number): DefinitionState {
  const { params, taskDefinitionId, owner } = event;
  return {
    taskDefinitionId,
    owner,
    attesterFee: params.baseRewardFeeForAttesters,
    performerFee: params.baseRewardFeeForPerformer,
    aggregatorFee: params.baseRewardFeeForAggregator,
    disputeBlocks: Number(params.disputePeriodBlocks),
    pool: defaultPool,
    minimumVotingPower: params.minimumVotingPower,
    operators: new Set(params.restrictedOperatorIndexes.map(Number)),
    minimumAttesters: 0,
    approveBps: 0,
    currency: ZeroAddress,
    funds: 0n,
    terms: new Map(),
    termsVersion: 0,
  };
}
