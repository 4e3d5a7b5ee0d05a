import type { G1Point } from "./decodeG1.ts";
import { writeLimbs } from "./writeLimbs.ts";

/** Writes a signature as it travels: x | y, 48 bytes each; infinity is all zeros. */
export function encodeG1(point: G1Point): string {
  const { x, y } = point.toAffine();
  return writeLimbs(point.is0() ? [0n, 0n] : [x, y]);
}
