import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { concat, type Log } from "ethers";

import { coordinatorConfig } from "../../sdk/vrf/coordinatorConfig.ts";
import { decodeRandomnessRequest } from "../../sdk/vrf/decodeRandomnessRequest.ts";
import { publicKeyOf } from "../../sdk/vrf/publicKeyOf.ts";
import { vrfKeyHash } from "../../sdk/vrf/vrfKeyHash.ts";
import { vrfDefaults } from "./vrfDefaults.ts";

/** `VRFV2PlusClient.EXTRA_ARGS_V1_TAG`, then "pay with the native coin". */
const NATIVE_PAYMENT = concat(["0x92fd1338", `0x${"1".padStart(64, "0")}`]);

/**
 * Deploys Chainlink's own coordinator with our key registered, and a consumer with an empty subscription.
 *
 * `request` asks the given key for words and returns the request as its log tells it.
 */
export async function deployVrfCoordinator(ethers: HardhatEthers) {
  const [owner, oracleAccount] = await ethers.getSigners();
  const blockhashStore = await ethers.deployContract("BlockhashStore");
  const coordinator = await ethers.deployContract("VRFCoordinatorV2_5", [await blockhashStore.getAddress()]);
  const coordinatorAddress = await coordinator.getAddress();
  const consumer = await ethers.deployContract("VrfConsumerMock", [coordinatorAddress]);

  const publicKey = publicKeyOf(vrfDefaults.secretKey);
  const keyHash = vrfKeyHash(publicKey);
  const c = coordinatorConfig;
  await coordinator.registerProvingKey([...publicKey], vrfDefaults.gasLane);
  await coordinator.setConfig(
    c.minimumRequestConfirmations,
    c.maxGasLimit,
    c.stalenessSeconds,
    c.gasAfterPaymentCalculation,
    c.fallbackWeiPerUnitLink,
    c.fulfillmentFlatFeeNativePPM,
    c.fulfillmentFlatFeeLinkDiscountPPM,
    c.nativePremiumPercentage,
    c.linkPremiumPercentage,
  );
  await coordinator.createSubscription();
  const [subId] = await coordinator.getActiveSubscriptionIds(0, 1);
  await coordinator.addConsumer(subId!, await consumer.getAddress());

  async function request(terms: { keyHash?: string; requestConfirmations?: number } = {}) {
    const { confirmations, callbackGasLimit, numWords } = vrfDefaults;
    const transaction = await consumer.getFunction("request")({
      keyHash,
      subId,
      requestConfirmations: confirmations,
      callbackGasLimit,
      numWords,
      extraArgs: NATIVE_PAYMENT,
      ...terms,
    });
    const receipt = await transaction.wait();
    return decodeRandomnessRequest(receipt.logs.find(({ address }: Log) => address === coordinatorAddress));
  }

  function fund() {
    return coordinator.fundSubscriptionWithNative(subId!, { value: vrfDefaults.subscriptionBalance });
  }

  return {
    owner: owner!,
    oracleAccount: oracleAccount!,
    coordinator,
    coordinatorAddress,
    consumer,
    keyHash,
    subId: subId!,
    request,
    fund,
  };
}
