import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which seat. */
export interface RefreshSeatParameters extends WriteOptions {
  readonly committee: bigint;
  readonly seat: number;
}

/** What became of it. */
export interface RefreshSeatReturnType {
  /** Whether the seat can no longer sign. */
  readonly isVoided: boolean;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Voids a seat whose operator is jailed, or has less at stake than was sealed.
 *
 * @throws {MusterError} `COMMITTEE_NO_SUCH_SEAT`.
 */
export async function refreshSeat(
  { committees }: MusterClient,
  { committee, seat, overrides = {} }: RefreshSeatParameters,
): Promise<RefreshSeatReturnType> {
  const receipt = await sendWrite(async () => committees.refreshSeat(committee, seat, overrides));
  const { voided } = await readCall(async () => committees.committeeOf(committee));
  return { isVoided: ((voided >> BigInt(seat)) & 1n) === 1n, receipt };
}
