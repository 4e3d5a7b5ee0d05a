import { formatAmount } from "../../scripts/print/formatAmount.ts";
import type { AttestationTaskEvent, AttestationTaskEventName } from "../../sdk/attestation/attestationEvent.ts";
import { ATTESTATION_STATUSES } from "../../sdk/attestation/attestationStatus.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import { signersOf } from "../../sdk/committee/signersOf.ts";
import { describeFailure } from "./describeFailure.ts";

type Event<Name extends AttestationTaskEventName> = Extract<AttestationTaskEvent, { readonly name: Name }>;
type Words = {
  readonly [Name in AttestationTaskEventName]: (event: Event<Name>, currencies: AttestationCurrencies) => string;
};

/** What amounts of a task are in. */
export interface AttestationCurrencies {
  readonly reward: string;
  readonly stake: string;
}

const words: Words = {
  TaskMoved: ({ from, to }) => `${ATTESTATION_STATUSES[from]} → ${ATTESTATION_STATUSES[to]}`,
  TaskSubmitted: ({ details, aggregator }) =>
    `approved by ${signersOf(details.signers).length} seats, brought by ${aggregator}`,
  TaskRejected: ({ details, aggregator }) =>
    `rejected by ${signersOf(details.signers).length} seats, brought by ${aggregator}`,
  HookFailed: ({ hook, reason }) => `${hook}: ${describeFailure({ data: reason })?.split("\n")[0] ?? reason}`,
  TaskChallenged: ({ challenger, bond, deadline }) =>
    `by ${challenger} with ${formatAmount(bond)}, to be answered before block ${deadline}`,
  TaskOverturned: ({ disputeSigners, losers }) =>
    `by ${signersOf(disputeSigners).length} seats; not corrected: ${signersOf(losers).join(", ") || "none"}`,
  OverturnJoined: ({ disputeSigners, losers }) =>
    `${signersOf(disputeSigners).length} more seats; not corrected: ${signersOf(losers).join(", ") || "none"}`,
  TaskUpheld: ({ challenger, bond }) => `${challenger} forfeits ${formatAmount(bond)}`,
  DoubleAttestationPunished: ({ operator, amount, phase }, { stake }) =>
    `operator ${operator} lost ${formatAmount(amount, stake)} for two votes in ${phase === VotePhase.Dispute ? "the dispute" : "the submission"}`,
  IncorrectAttestationPunished: ({ operator, amount }, { stake }) =>
    `operator ${operator} lost ${formatAmount(amount, stake)} for a wrong vote`,
  PerformerPunished: ({ operator, amount, forfeited }, { stake }) =>
    `operator ${operator} lost ${formatAmount(amount, stake)}, of which attesters share ${formatAmount(forfeited, stake)}`,
  RewardClaimed: ({ operator, amount }, { reward }) => `operator ${operator} got ${formatAmount(amount, reward)}`,
};

/** An event of an attested task in a few words. */
export function describeAttestationEvent(event: AttestationTaskEvent, currencies: AttestationCurrencies): string {
  return (words[event.name] as (event: AttestationTaskEvent, currencies: AttestationCurrencies) => string)(
    event,
    currencies,
  );
}
