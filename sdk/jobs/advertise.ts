import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { type Advertisement, DEFAULT_ADVERTISEMENT } from "./advertisement.ts";

/** An offer; what is left out is `DEFAULT_ADVERTISEMENT`'s. */
export interface AdvertiseParameters extends Partial<Omit<Advertisement, "isRestricted">>, WriteOptions {
  /** Whom the processor serves; everybody if left out. */
  readonly consumers?: readonly string[];
}

/**
 * Offers the account's processor, or changes the offer.
 *
 * @throws {MusterError} `JOB_NOT_MEMBER`, `JOB_BAD_WINDOW`, `JOB_BAD_CONSUMERS`.
 */
export async function advertise(
  client: MusterClient,
  { consumers, overrides = {}, ...offer }: AdvertiseParameters,
): Promise<ContractTransactionReceipt> {
  // Of the two windows one is said: naming an end takes the default span away.
  const windowDelta = offer.windowEnd === undefined ? DEFAULT_ADVERTISEMENT.windowDelta : 0n;
  const advertisement = { ...DEFAULT_ADVERTISEMENT, windowDelta, ...offer, isRestricted: consumers !== undefined };
  return sendWrite(async () => client.jobs.advertise(advertisement, [...(consumers ?? [])], overrides));
}
