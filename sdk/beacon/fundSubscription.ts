import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Nothing but what every write takes. */
export type FundSubscriptionParameters = WriteOptions;

/**
 * Moves the fees that the beacon has earned to the subscription that pays for its requests. Anyone may.
 *
 * @throws {MusterError} when it cannot be sent.
 */
export async function fundSubscription(
  client: MusterClient,
  { overrides = {} }: FundSubscriptionParameters = {},
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.beacon.fund(overrides));
}
