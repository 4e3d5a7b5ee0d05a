import { bls12_381 } from "@noble/curves/bls12-381.js";
import { dataLength, dataSlice, isHexString } from "ethers";

import { BlsPointInvalidError } from "./blsPointInvalidError.ts";

const LIMB_BYTES = 48;

/**
 * The coordinates of an uncompressed point: two in G1, four in G2, of 48 bytes each.
 *
 * @throws {BlsPointInvalidError} when the length is wrong, or a coordinate is not reduced.
 */
export function readLimbs(point: string, group: "G1" | "G2"): bigint[] {
  const count = group === "G1" ? 2 : 4;
  if (!isHexString(point) || dataLength(point) !== count * LIMB_BYTES) throw new BlsPointInvalidError(group, "length");
  const limbs = Array.from({ length: count }, (_, limb) =>
    BigInt(dataSlice(point, limb * LIMB_BYTES, (limb + 1) * LIMB_BYTES)),
  );
  if (limbs.some((limb) => limb >= bls12_381.fields.Fp.ORDER)) throw new BlsPointInvalidError(group, "coordinate");
  return limbs;
}
