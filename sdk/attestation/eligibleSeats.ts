import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** Of which committee, for which definition. */
export interface EligibleSeatsParameters {
  readonly taskDefinitionId: number;
  readonly committee: bigint;
}

/** Who may perform and attest. */
export interface EligibleSeatsReturnType {
  /** Bit s set: seat s is eligible. */
  readonly eligible: bigint;
  /** Of all of them together, in the smallest unit of the staking currency. */
  readonly power: bigint;
}

/** Which seats of a committee are eligible for a definition; some of them may be voided meanwhile. */
export async function eligibleSeats(
  { center }: MusterClient,
  { taskDefinitionId, committee }: EligibleSeatsParameters,
): Promise<EligibleSeatsReturnType> {
  const { seats, power } = await readCall(async () => center.eligibilityOf(taskDefinitionId, committee));
  return { eligible: seats, power };
}
