import { secp256k1 } from "@noble/curves/secp256k1.js";

import type { CurvePoint } from "./curvePoint.ts";

const { Fp } = secp256k1.Point;

/**
 * The z that `_projectiveECAdd` of VRF.sol arrives at for two points; a proof carries its inverse.
 *
 * Those formulas multiply the difference of the two x, once squared by once cubed: z is its fifth power. It is
 * zero, and has no inverse, when the two x are equal.
 */
export function witnessSumZ(left: CurvePoint, right: CurvePoint): bigint {
  return Fp.pow(Fp.sub(right[0], left[0]), 5n);
}
