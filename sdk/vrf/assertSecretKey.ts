import { secp256k1 } from "@noble/curves/secp256k1.js";

import { VrfSecretKeyOutOfRangeError } from "./vrfSecretKeyOutOfRangeError.ts";

/**
 * Checks that a secret key is a usable scalar.
 *
 * @throws {VrfSecretKeyOutOfRangeError} when it is below 1, or not below the group order.
 */
export function assertSecretKey(secretKey: bigint): void {
  if (secretKey <= 0n) throw new VrfSecretKeyOutOfRangeError("notPositive");
  if (secretKey >= secp256k1.Point.Fn.ORDER) throw new VrfSecretKeyOutOfRangeError("notBelowGroupOrder");
}
