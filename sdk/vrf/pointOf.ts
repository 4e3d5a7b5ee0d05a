import { secp256k1 } from "@noble/curves/secp256k1.js";

import type { CurvePoint } from "./curvePoint.ts";

/** A point to calculate with. Its coordinates are taken as they are: check them first when they are foreign. */
export function pointOf([x, y]: CurvePoint): InstanceType<typeof secp256k1.Point> {
  return secp256k1.Point.fromAffine({ x, y });
}
