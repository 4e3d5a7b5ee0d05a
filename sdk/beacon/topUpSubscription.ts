import type { ContractTransactionReceipt } from "ethers";

import { VRFCoordinatorV2_5__factory } from "../../typechain-types/index.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** How much. */
export interface TopUpSubscriptionParameters extends WriteOptions {
  /** Wei. */
  readonly amount: bigint;
}

/**
 * Adds native coin of the account to the subscription that pays for the beacon's requests. Anyone may; a new
 * deployment needs it, since its first answers come before its fees.
 *
 * @throws {MusterError} when it cannot be sent.
 */
export async function topUpSubscription(
  client: MusterClient,
  { amount, overrides = {} }: TopUpSubscriptionParameters,
): Promise<ContractTransactionReceipt> {
  const { beacon, deployment, runner } = client;
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, runner);
  return sendWrite(async () => {
    const id = await beacon.subscriptionId();
    return coordinator.fundSubscriptionWithNative(id, { ...overrides, value: amount });
  });
}
