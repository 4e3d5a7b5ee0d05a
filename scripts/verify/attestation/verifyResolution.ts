import { type Log, ZeroAddress } from "ethers";

import { quorumProgress } from "../../../sdk/attestation/quorumProgress.ts";
import { voteDigestOf } from "../../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import { compare, type Finding } from "../finding.ts";
import { isSignedBySeats } from "./isSignedBySeats.ts";
import type { TaskState } from "./taskState.ts";
import { nameOf } from "./verifySubmission.ts";

/** A task's answer in a dispute. */
export interface VerifyResolutionParameters {
  readonly task: TaskState;
  readonly disputeSigners: bigint;
  readonly losers: bigint;
  readonly voided: bigint;
  readonly log: Log;
}

/**
 * Recomputes whether more than two thirds of the whole committee overturned a task, and who lost. Their signature is not
 * in the event; it is verified where the center was called directly.
 */
export async function verifyResolution(
  { center, deployment, provider }: MusterClient,
  { task, disputeSigners, losers, voided, log }: VerifyResolutionParameters,
): Promise<Finding[]> {
  const { id, committee, definition, wasApproved } = task;
  const name = nameOf(id);
  const isApproved = !wasApproved;
  const seats = committee.seats.map(({ seat, power }) => ({
    seat,
    power,
    isVoided: ((voided >> BigInt(seat)) & 1n) === 1n,
  }));
  const votes = signersOf(disputeSigners).map((seat) => ({ seat, isApproved }));
  const phase = VotePhase.Dispute;
  const { approve, reject } = quorumProgress({ seats, eligible: 0n, quorum: definition, votes, phase });
  const side = isApproved ? approve : reject;
  return [
    ...compare(`dispute signers of ${name} that count`, side.signers, disputeSigners),
    ...compare(`dispute of ${name}`, "decided", side.isReached ? "decided" : "undecided"),
    ...compare(`losers of ${name}`, task.open & ~disputeSigners, losers),
    ...(await verifySignature()),
  ];

  async function verifySignature(): Promise<Finding[]> {
    const transaction = await provider.getTransaction(log.transactionHash);
    if (transaction?.to !== deployment.addresses.center) return [];
    const call = center.interface.parseTransaction(transaction);
    if (call?.name !== "resolveChallenge") return [];
    const terms = { id, isApproved, phase, aggregator: ZeroAddress, committee: committee.committee };
    const place = { chainId: deployment.chainId, center: deployment.addresses.center };
    const digest = voteDigestOf({ ...place, ...terms });
    const isSigned = isSignedBySeats(committee, disputeSigners, digest, call.args.signature as string);
    return compare(`dispute votes of ${name}`, "signed", isSigned ? "signed" : "not signed");
  }
}
