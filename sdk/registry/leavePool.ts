import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which pool. */
export interface LeavePoolParameters extends WriteOptions {
  readonly pool: number;
}

/**
 * Leaves a seat. What was drawn before stays due.
 *
 * @throws {MusterError} `ROSTER_NOT_MEMBER`.
 */
export async function leavePool(
  client: MusterClient,
  { pool, overrides = {} }: LeavePoolParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.leavePool(pool, overrides));
}
