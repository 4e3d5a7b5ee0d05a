import { bls12_381 } from "@noble/curves/bls12-381.js";

import { assertInSubgroup } from "./assertInSubgroup.ts";
import { BlsPointInvalidError } from "./blsPointInvalidError.ts";
import { readLimbs } from "./readLimbs.ts";

const { Fp2 } = bls12_381.fields;
const { Point } = bls12_381.G2;
const B = { c0: 4n, c1: 4n };

/** A point of G2, as `@noble/curves` has it. */
export type G2Point = InstanceType<typeof Point>;

/**
 * Reads a public key: x.c0 | x.c1 | y.c0 | y.c1, 48 bytes each.
 *
 * @throws {BlsPointInvalidError} when it is no point of the curve's subgroup, or infinity.
 */
export function decodeG2(publicKey: string): G2Point {
  const limbs = readLimbs(publicKey, "G2") as [bigint, bigint, bigint, bigint];
  if (limbs.every((limb) => limb === 0n)) throw new BlsPointInvalidError("G2", "identity");
  const [x, y] = [
    { c0: limbs[0], c1: limbs[1] },
    { c0: limbs[2], c1: limbs[3] },
  ];
  if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), B))) throw new BlsPointInvalidError("G2", "offCurve");
  const point = Point.fromAffine({ x, y });
  assertInSubgroup(point, "G2");
  return point;
}
