import { ZeroAddress } from "ethers";

import type { AttestationSuite } from "./attestation.ts";

/** A task as storage has it, in the shape of `rebuildAttestation`. */
export async function storedAttestation({ center }: AttestationSuite, id: string) {
  const [record, signers] = await center.recordOf(id);
  const { challenger, bond } = await center.challengeOf(id);
  return {
    status: record.status,
    isPerformerSettled: record.isPerformerSettled,
    isAggregatorPaid: record.isAggregatorPaid,
    challenger: challenger === ZeroAddress ? null : challenger,
    bond,
    wasApproved: record.wasApproved,
    taskDefinitionId: record.taskDefinitionId,
    committee: record.committee,
    decidedAt: record.decidedAt,
    performerSeat: record.performerSeat,
    aggregatorSeat: record.aggregatorSeat,
    signerCount: record.signerCount,
    termsVersion: record.termsVersion,
    signers,
  };
}
