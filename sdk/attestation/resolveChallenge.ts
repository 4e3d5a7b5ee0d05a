import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { AggregatedVotes } from "./aggregateVotes.ts";

/** Which task, and the votes of its dispute. */
export interface ResolveChallengeParameters extends AggregatedVotes, WriteOptions {
  readonly id: string;
}

/**
 * Overturns a challenged task with votes of more than two thirds of the whole committee; a rejected one, of more than
 * half. Anyone may, in the first three quarters of the dispute.
 *
 * @throws {MusterError} `ATTESTATION_QUORUM_MISSING`, `ATTESTATION_WRONG_TIME`, `ATTESTATION_WRONG_STATUS`,
 * `COMMITTEE_BAD_SIGNATURE`.
 */
export async function resolveChallenge(
  { center }: MusterClient,
  { id, signers, signature, overrides = {} }: ResolveChallengeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.resolveChallenge(id, signers, signature, overrides));
}
