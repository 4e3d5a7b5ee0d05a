import type { G2Point } from "./decodeG2.ts";
import { writeLimbs } from "./writeLimbs.ts";

/** Writes a public key as it travels: x.c0 | x.c1 | y.c0 | y.c1, 48 bytes each; infinity is all zeros. */
export function encodeG2(point: G2Point): string {
  const { x, y } = point.toAffine();
  return writeLimbs(point.is0() ? [0n, 0n, 0n, 0n] : [x.c0, x.c1, y.c0, y.c1]);
}
