import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { AvailabilityQuery } from "./availabilityQuery.ts";
import { blobStruct } from "./blobStruct.ts";

/**
 * Whether the chain takes a blob as available.
 *
 * @throws {MusterError} when the chain cannot be asked.
 */
export async function isAvailable(
  { availability }: MusterClient,
  { blob, publisher = ZeroAddress, proof = [] }: AvailabilityQuery,
): Promise<boolean> {
  return readCall(async () => availability.isAvailable(publisher, blobStruct(blob), [...proof]));
}
