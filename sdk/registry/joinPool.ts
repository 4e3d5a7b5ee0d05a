import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which pool. */
export interface JoinPoolParameters extends WriteOptions {
  readonly pool: number;
  /** What the pool's gate wants to see, as hex; nothing by default. */
  readonly data?: string;
}

/**
 * Takes a seat for the account's operator, who thereby consents to the pool's terms of slashing.
 *
 * @throws {MusterError} `ROSTER_STAKE_TOO_LOW`, `ROSTER_CLOSED` and others of `Roster…`.
 */
export async function joinPool(
  client: MusterClient,
  { pool, data = "0x", overrides = {} }: JoinPoolParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.joinPool(pool, data, overrides));
}
