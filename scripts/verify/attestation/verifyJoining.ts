import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { compare, type Finding } from "../finding.ts";
import { isDisputeSigned, type IsDisputeSignedParameters } from "./isDisputeSigned.ts";
import { nameOf } from "./verifySubmission.ts";

/** Votes that joined an answer. */
export interface VerifyJoiningParameters extends IsDisputeSignedParameters {
  readonly losers: bigint;
}

/** Recomputes who is no loser any more, and verifies the votes. */
export async function verifyJoining(
  client: MusterClient,
  { task, disputeSigners, losers, log }: VerifyJoiningParameters,
): Promise<Finding[]> {
  const joined = task.open & disputeSigners;
  return [
    ...compare(`losers of ${nameOf(task.id)} that joined`, "some", joined === 0n ? "none" : "some"),
    ...compare(`losers of ${nameOf(task.id)} that are left`, task.open & ~disputeSigners, losers),
    ...(await isDisputeSigned(client, { task, disputeSigners, log })),
  ];
}
