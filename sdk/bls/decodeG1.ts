import { bls12_381 } from "@noble/curves/bls12-381.js";

import { assertInSubgroup } from "./assertInSubgroup.ts";
import { BlsPointInvalidError } from "./blsPointInvalidError.ts";
import { readLimbs } from "./readLimbs.ts";

const { Fp } = bls12_381.fields;
const { Point } = bls12_381.G1;
const B = 4n;

/** A point of G1, as `@noble/curves` has it. */
export type G1Point = InstanceType<typeof Point>;

/**
 * Reads a signature: x | y, 48 bytes each.
 *
 * @throws {BlsPointInvalidError} when it is no point of the curve's subgroup, or infinity.
 */
export function decodeG1(signature: string): G1Point {
  const [x, y] = readLimbs(signature, "G1") as [bigint, bigint];
  if (x === 0n && y === 0n) throw new BlsPointInvalidError("G1", "identity");
  if (!Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), B))) throw new BlsPointInvalidError("G1", "offCurve");
  const point = Point.fromAffine({ x, y });
  assertInSubgroup(point, "G1");
  return point;
}
