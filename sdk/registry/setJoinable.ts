import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which pool, and whether it takes members. */
export interface SetJoinableParameters extends WriteOptions {
  readonly pool: number;
  readonly isOpen: boolean;
}

/**
 * Takes new members into a pool of the account, or no longer.
 *
 * @throws {MusterError} `ROSTER_NOT_OWNER`.
 */
export async function setJoinable(
  client: MusterClient,
  { pool, isOpen, overrides = {} }: SetJoinableParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.setJoinable(pool, isOpen, overrides));
}
