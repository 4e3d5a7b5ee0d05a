import { secp256k1 } from "@noble/curves/secp256k1.js";

import { assertSecretKey } from "./assertSecretKey.ts";
import type { CurvePoint } from "./curvePoint.ts";

/**
 * The public key that belongs to a secret scalar.
 *
 * @throws {VrfSecretKeyOutOfRangeError} when the key is not in 1 … group order - 1.
 */
export function publicKeyOf(secretKey: bigint): CurvePoint {
  assertSecretKey(secretKey);

  const { x, y } = secp256k1.Point.BASE.multiply(secretKey).toAffine();
  return [x, y];
}
