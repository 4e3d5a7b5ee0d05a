import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which task. */
export interface CloseChallengeParameters extends WriteOptions {
  readonly id: string;
}

/**
 * Upholds a challenged task that nobody overturned in time; the bond is forfeited. Anyone may.
 *
 * @throws {MusterError} `ATTESTATION_WRONG_TIME`, `ATTESTATION_WRONG_STATUS`.
 */
export async function closeChallenge(
  { center }: MusterClient,
  { id, overrides = {} }: CloseChallengeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => center.closeChallenge(id, overrides));
}
