import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { AvailabilityQuery } from "./availabilityQuery.ts";
import { blobStruct } from "./blobStruct.ts";

/**
 * Asks the chain whether it takes a blob as available, and says why when it does not.
 *
 * @throws {MusterError} `AVAILABILITY_UNKNOWN_ROOT`, `AVAILABILITY_ROOT_TOO_OLD`, `AVAILABILITY_BYTES_MISSING`.
 */
export async function requireAvailable(
  { availability }: MusterClient,
  { blob, publisher = ZeroAddress, proof = [] }: AvailabilityQuery,
): Promise<void> {
  await readCall(async () => availability.requireAvailable(publisher, blobStruct(blob), [...proof]));
}
