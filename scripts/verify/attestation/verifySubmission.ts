import { Contract, type Log, recoverAddress } from "ethers";

import type { AttestationTaskEvent } from "../../../sdk/attestation/attestationEvent.ts";
import { quorumProgress } from "../../../sdk/attestation/quorumProgress.ts";
import { voteDigestOf } from "../../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { ReadCommitteeReturnType } from "../../../sdk/committee/readCommittee.ts";
import { compare, type Finding } from "../finding.ts";
import type { DefinitionState } from "./definitionState.ts";
import { isSignedBySeats } from "./isSignedBySeats.ts";
import { rawTaskIdOf } from "./rawTaskIdOf.ts";

const ERC1271_MAGIC = "0x1626ba7e";

/** A submission. */
export type SubmissionEvent = Extract<AttestationTaskEvent, { readonly name: "TaskSubmitted" | "TaskRejected" }>;

/** A submission, and all that was decided when it came. */
export interface VerifySubmissionParameters {
  readonly event: SubmissionEvent;
  readonly log: Log;
  readonly definition: DefinitionState;
  readonly committee: ReadCommitteeReturnType;
  /** Bit s set: seat s could no longer sign. */
  readonly voided: bigint;
  /** Account of each operator. */
  readonly controllers: ReadonlyMap<number, string>;
}

/** Recomputes a submission's id, and whether its quorum was one: with the sealed powers and keys, without the contract. */
export async function verifySubmission(
  client: MusterClient,
  parameters: VerifySubmissionParameters,
): Promise<Finding[]> {
  const { event, log, definition, committee, voided, controllers } = parameters;
  const { id, details, performer, aggregator } = event;
  const { chainId, addresses } = client.deployment;
  const place = { chainId, center: addresses.center };
  const name = nameOf(id);
  const { isApproved, signers } = details;
  const terms = { id, isApproved, phase: VotePhase.Submission, aggregator, committee: details.committee };
  const isSigned = isSignedBySeats(
    committee,
    signers,
    voteDigestOf({ ...place, ...terms }),
    details.attestersSignature,
  );
  const block = await client.provider.getBlock(event.block);
  const controllerAt = (seat: number): string => controllers.get(committee.seats[seat]?.operator ?? 0) ?? "nobody";
  return [
    ...compare(`id of ${name}`, rawTaskIdOf(log, place), id),
    ...compare(`side of ${name}`, String(event.name === "TaskSubmitted"), String(isApproved)),
    ...compare(`pool of the committee of ${name}`, BigInt(definition.pool), BigInt(committee.pool)),
    ...compare(`committee of ${name} alive`, "true", String((block?.timestamp ?? Infinity) < committee.diesAt)),
    ...compare(`performer of ${name}`, controllerAt(details.performerSeat), performer),
    ...compare(`aggregator of ${name}`, controllerAt(details.aggregatorSeat), aggregator),
    ...compare(`votes of ${name}`, "signed", isSigned ? "signed" : "not signed"),
    ...compare(`performer's signature of ${name}`, "valid", (await isPerformed(client, event)) ? "valid" : "invalid"),
    ...verifyPowers(parameters, name, voided),
  ];
}

function verifyPowers(
  { event, definition, committee }: VerifySubmissionParameters,
  name: string,
  voided: bigint,
): Finding[] {
  const { isApproved, signers, performerSeat, aggregatorSeat } = event.details;
  const { minimumVotingPower, operators } = definition;
  const eligible = committee.seats
    .filter(
      ({ power, operator }) =>
        power > 0n && power >= minimumVotingPower && (operators.size === 0 || operators.has(operator)),
    )
    .reduce((set, { seat }) => set | bit(seat), 0n);
  // Whether a seat is void now says nothing of then.
  const seats = committee.seats.map(({ seat, power }) => ({ seat, power, isVoided: (voided & bit(seat)) !== 0n }));
  const votes = seats.filter(({ seat }) => (signers & bit(seat)) !== 0n).map(({ seat }) => ({ seat, isApproved }));
  const { approve, reject } = quorumProgress({ seats, eligible, quorum: definition, votes });
  const side = isApproved ? approve : reject;
  const parties = signers | bit(performerSeat);
  return [
    ...compare(`signers of ${name} that count`, side.signers, signers),
    ...compare(`quorum of ${name}`, "reached", side.isReached ? "reached" : "missed"),
    ...compare(`parties of ${name} that are not eligible`, 0n, parties & ~eligible),
    ...compare(`parties of ${name} that are void`, 0n, (parties | bit(aggregatorSeat)) & voided),
  ];
}

/** As on-chain: by ECDSA, or by the performer's own contract, as it is now. */
async function isPerformed({ provider }: MusterClient, { id, performer, details }: SubmissionEvent): Promise<boolean> {
  const { performerSignature } = details;
  if ((await provider.getCode(performer)) === "0x") return recoverOf(id, performerSignature) === performer;
  const abi = ["function isValidSignature(bytes32, bytes) view returns (bytes4)"];
  const answer: unknown = await new Contract(performer, abi, provider)
    .getFunction("isValidSignature")(id, performerSignature)
    .catch(() => undefined);
  return answer === ERC1271_MAGIC;
}

function recoverOf(digest: string, signature: string): string | undefined {
  try {
    return recoverAddress(digest, signature);
  } catch {
    return undefined;
  }
}

function bit(seat: number): bigint {
  return 1n << BigInt(seat);
}

/** A task by the start of its id. */
export function nameOf(id: string): string {
  return `task ${id.slice(0, 10)}`;
}
