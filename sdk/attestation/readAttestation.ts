import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { ATTESTATION_STATUSES, type AttestationStatus } from "./attestationStatus.ts";

/** Which task. */
export interface ReadAttestationParameters {
  readonly id: string;
}

/** What the chain keeps of a task. Times are blocks. */
export interface ReadAttestationReturnType {
  readonly id: string;
  /** As the clock has it. */
  readonly status: AttestationStatus;
  /** As it was written last: never `Finalized`. */
  readonly storedStatus: AttestationStatus;
  /** How it was submitted. */
  readonly wasApproved: boolean;
  readonly taskDefinitionId: number;
  readonly committee: bigint;
  /** Of the submission; when challenged, of the challenge; when upheld, of that. */
  readonly decidedAt: number;
  readonly performerSeat: number;
  readonly aggregatorSeat: number;
  readonly signerCount: number;
  readonly termsVersion: number;
  /** Whether the performer was paid or punished. */
  readonly isPerformerSettled: boolean;
  readonly isAggregatorPaid: boolean;
  /** Bit s set: seat s is still owed its reward; once overturned, still to be punished. */
  readonly signers: bigint;
  /** Absent when nobody challenged. */
  readonly challenge?: { readonly challenger: string; readonly bond: bigint };
}

/**
 * Reads a task from storage, with its status as of now.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when it was never submitted.
 */
export async function readAttestation(
  { center }: MusterClient,
  { id }: ReadAttestationParameters,
): Promise<ReadAttestationReturnType> {
  const [status, { record, signers }, challenge] = await readCall(async () =>
    Promise.all([center.statusOf(id), center.recordOf(id), center.challengeOf(id)]),
  );
  if (record.status === 0n) throw new BaseError("TASK_UNKNOWN", `No task ${id} was submitted.`);
  const { challenger, bond } = challenge;
  return {
    id,
    status: nameOf(status),
    storedStatus: nameOf(record.status),
    wasApproved: record.wasApproved,
    taskDefinitionId: Number(record.taskDefinitionId),
    committee: record.committee,
    decidedAt: Number(record.decidedAt),
    performerSeat: Number(record.performerSeat),
    aggregatorSeat: Number(record.aggregatorSeat),
    signerCount: Number(record.signerCount),
    termsVersion: Number(record.termsVersion),
    isPerformerSettled: record.isPerformerSettled,
    isAggregatorPaid: record.isAggregatorPaid,
    signers,
    ...(challenger === ZeroAddress ? {} : { challenge: { challenger, bond } }),
  };
}

function nameOf(status: bigint): AttestationStatus {
  return ATTESTATION_STATUSES[Number(status)] ?? "None";
}
