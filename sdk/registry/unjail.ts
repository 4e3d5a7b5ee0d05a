import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Nothing but what every write takes. */
export type UnjailParameters = WriteOptions;

/**
 * Lets the account's operator out of jail after its term, once its stake stands again.
 *
 * @throws {MusterError} `STAKING_NOT_JAILED`, `STAKING_STILL_JAILED`.
 */
export async function unjail(
  client: MusterClient,
  { overrides = {} }: UnjailParameters = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.registry.unjail(overrides));
}
