import type { secp256k1 } from "@noble/curves/secp256k1.js";

import type { CurvePoint } from "./curvePoint.ts";

/** The coordinates of a point one has calculated, as the chain takes them. */
export function affineOf(point: InstanceType<typeof secp256k1.Point>): CurvePoint {
  const { x, y } = point.toAffine();
  return [x, y];
}
