import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { BaseError } from "../errors/baseError.ts";
import type { SlashReturnType } from "./slashReturnType.ts";
import type { TaskInfo } from "./taskInfo.ts";
import type { Vote } from "./vote.ts";

/** The task, and two votes of one operator on it, one for each side. */
export interface SlashDoubleAttestationParameters extends WriteOptions {
  readonly info: TaskInfo;
  readonly votes: readonly [Vote, Vote];
}

/**
 * Slashes an operator that voted for both sides of one task in one phase; the account gets the bounty. Anyone may.
 *
 * @throws {BaseError} `VOTES_AGREE` when the votes are for one side, or of two phases.
 * @throws {MusterError} `ATTESTATION_TWO_OPERATORS`, `ATTESTATION_NOT_PUNISHABLE`, `STAKING_OFFENCE_PUNISHED`,
 * `COMMITTEE_BAD_SIGNATURE`.
 */
export async function slashDoubleAttestation(
  { center }: MusterClient,
  { info, votes, overrides = {} }: SlashDoubleAttestationParameters,
): Promise<SlashReturnType> {
  const approval = votes.find(({ isApproved }) => isApproved);
  const rejection = votes.find(({ isApproved }) => !isApproved);
  if (!approval || !rejection || approval.phase !== rejection.phase) {
    throw new BaseError("VOTES_AGREE", "Only an approval and a rejection in one phase contradict each other.");
  }
  const { phase } = approval;
  const [approved, rejected] = [evidenceOf(approval), evidenceOf(rejection)];
  const receipt = await sendWrite(async () =>
    center.slashDoubleAttestation(info, phase, approved, rejected, overrides),
  );
  const { amount } = eventOf<{ amount: bigint }>(receipt, center.interface, "DoubleAttestationPunished");
  return { amount, receipt };
}

function evidenceOf({ committee, seat, aggregator, signature }: Vote) {
  return { committee, seat, aggregator, signature };
}
