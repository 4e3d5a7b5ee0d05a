import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/**
 * Takes the offer of the account's processor back. What it has taken on stays.
 *
 * @throws {MusterError} `JOB_NO_ADVERTISEMENT`.
 */
export async function withdrawAdvertisement(
  client: MusterClient,
  { overrides = {} }: WriteOptions = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.jobs.withdrawAdvertisement(overrides));
}
