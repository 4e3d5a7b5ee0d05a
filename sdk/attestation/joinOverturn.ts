import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { AggregatedVotes } from "./aggregateVotes.ts";

/** Which task, and the votes of its dispute that were left out. */
export interface JoinOverturnParameters extends AggregatedVotes, WriteOptions {
  readonly id: string;
}

/**
 * Adds dispute votes to those that overturned a task, until the dispute would have ended: whoever is among the signers is
 * no loser. Anyone may.
 *
 * @throws {MusterError} `ATTESTATION_WRONG_TIME`, `ATTESTATION_WRONG_STATUS`, `ATTESTATION_NOT_ON_LOSING_SIDE` when none
 * of them is one, `COMMITTEE_BAD_SIGNATURE`.
 */
export async function joinOverturn(
  { center }: MusterClient,
  { id, signers, signature, overrides = {} }: JoinOverturnParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.joinOverturn(id, signers, signature, overrides));
}
