import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { eventOf } from "../client/eventOf.ts";
import type { PoolTerms } from "./poolTerms.ts";

/** The pool's terms. */
export interface OpenPoolParameters extends WriteOptions {
  readonly terms: PoolTerms;
}

/** The new pool. */
export interface OpenPoolReturnType {
  readonly pool: number;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Opens a pool that the account owns. Its terms are fixed for ever.
 *
 * @throws {MusterError} `ROSTER_BAD_TERMS`.
 */
export async function openPool(
  client: MusterClient,
  { terms, overrides = {} }: OpenPoolParameters,
): Promise<OpenPoolReturnType> {
  const receipt = await sendWrite(async () => client.registry.openPool({ ...terms }, overrides));
  const { pool } = eventOf<{ pool: number }>(receipt, client.registry.interface, "PoolOpened");
  return { pool, receipt };
}
