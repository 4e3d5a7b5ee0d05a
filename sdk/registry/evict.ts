import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which pool, and which of its members. */
export interface EvictParameters extends WriteOptions {
  readonly pool: number;
  readonly operator: number;
}

/**
 * Removes a member that is jailed or has too little at stake. Anyone may.
 *
 * @throws {MusterError} `ROSTER_NOT_EVICTABLE`, `ROSTER_NOT_MEMBER`.
 */
export async function evict(
  client: MusterClient,
  { pool, operator, overrides = {} }: EvictParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.evict(pool, operator, overrides));
}
