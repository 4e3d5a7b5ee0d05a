import { bls12_381 } from "@noble/curves/bls12-381.js";

import { BlsNothingToAggregateError } from "./blsNothingToAggregateError.ts";
import { BlsPointInvalidError } from "./blsPointInvalidError.ts";
import { decodeG2 } from "./decodeG2.ts";
import { encodeG2 } from "./encodeG2.ts";

/**
 * Adds up public keys. The sum stands for all of them only if each came with a proof of possession.
 *
 * @param publicKeys Hex, 192 bytes each.
 * @returns Hex, 192 bytes.
 * @throws {BlsNothingToAggregateError} when there are none.
 * @throws {BlsPointInvalidError} when one is no point of the subgroup or infinity, or all add up to infinity.
 */
export function aggregateKeys(publicKeys: readonly string[]): string {
  if (publicKeys.length === 0) throw new BlsNothingToAggregateError();
  const points = publicKeys.map((publicKey) => decodeG2(publicKey));
  const sum = points.reduce((total, point) => total.add(point), bls12_381.G2.Point.ZERO);
  if (sum.is0()) throw new BlsPointInvalidError("G2", "identity");
  return encodeG2(sum);
}
