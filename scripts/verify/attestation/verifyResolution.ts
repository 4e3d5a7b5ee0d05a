import type { Log } from "ethers";

import { quorumProgress } from "../../../sdk/attestation/quorumProgress.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import { compare, type Finding } from "../finding.ts";
import { isDisputeSigned } from "./isDisputeSigned.ts";
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
 * Recomputes whether enough of the whole committee overturned a task, and who lost. Their signature is not in the event;
 * it is verified where the center was called directly.
 */
export async function verifyResolution(
  client: MusterClient,
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
    ...(await isDisputeSigned(client, { task, disputeSigners, log })),
  ];
}
