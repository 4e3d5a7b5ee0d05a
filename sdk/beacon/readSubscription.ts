import { VRFCoordinatorV2_5__factory } from "../../typechain-types/index.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** The subscription that pays for the beacon's requests. */
export interface ReadSubscriptionReturnType {
  readonly id: bigint;
  /** Wei. */
  readonly nativeBalance: bigint;
  /** Requests that were answered. */
  readonly requestCount: bigint;
}

/** Reads the beacon's subscription from Chainlink's coordinator. */
export async function readSubscription({
  beacon,
  deployment,
  runner,
}: MusterClient): Promise<ReadSubscriptionReturnType> {
  const coordinator = VRFCoordinatorV2_5__factory.connect(deployment.addresses.coordinator, runner);
  return readCall(async () => {
    const id = await beacon.subscriptionId();
    const { nativeBalance, reqCount } = await coordinator.getSubscription(id);
    return { id, nativeBalance, requestCount: reqCount };
  });
}
