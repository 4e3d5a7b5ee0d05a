import { type Log, ZeroAddress } from "ethers";

import { voteDigestOf } from "../../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { compare, type Finding } from "../finding.ts";
import { isSignedBySeats } from "./isSignedBySeats.ts";
import type { TaskState } from "./taskState.ts";
import { nameOf } from "./verifySubmission.ts";

/** Calls that carry votes of a dispute. */
const CALLS = ["resolveChallenge", "joinOverturn"];

/** Votes of a dispute, and the log that tells of them. */
export interface IsDisputeSignedParameters {
  readonly task: TaskState;
  readonly disputeSigners: bigint;
  readonly log: Log;
}

/** Verifies the signature of a dispute's votes, where the center was called directly: no event carries it. */
export async function isDisputeSigned(
  { center, deployment, provider }: MusterClient,
  { task, disputeSigners, log }: IsDisputeSignedParameters,
): Promise<Finding[]> {
  const transaction = await provider.getTransaction(log.transactionHash);
  if (transaction?.to !== deployment.addresses.center) return [];
  const call = center.interface.parseTransaction(transaction);
  if (!call || !CALLS.includes(call.name)) return [];
  const { id, committee, wasApproved } = task;
  const side = { id, isApproved: !wasApproved, phase: VotePhase.Dispute, aggregator: ZeroAddress };
  const place = { chainId: deployment.chainId, center: deployment.addresses.center };
  const digest = voteDigestOf({ ...place, ...side, committee: committee.committee });
  const isSigned = isSignedBySeats(committee, disputeSigners, digest, call.args.signature as string);
  return compare(`dispute votes of ${nameOf(id)}`, "signed", isSigned ? "signed" : "not signed");
}
