import { bls12_381 } from "@noble/curves/bls12-381.js";

import { BlsNothingToAggregateError } from "./blsNothingToAggregateError.ts";
import { BlsPointInvalidError } from "./blsPointInvalidError.ts";
import { decodeG1 } from "./decodeG1.ts";
import { encodeG1 } from "./encodeG1.ts";

/**
 * Adds up signatures of one digest. Every one is checked to be a point of the subgroup, and not whether it holds.
 *
 * @param signatures Hex, 96 bytes each.
 * @returns Hex, 96 bytes.
 * @throws {BlsNothingToAggregateError} when there are none.
 * @throws {BlsPointInvalidError} when one is no point of the subgroup or infinity, or all add up to infinity.
 */
export function aggregateSignatures(signatures: readonly string[]): string {
  if (signatures.length === 0) throw new BlsNothingToAggregateError();
  const points = signatures.map((signature) => decodeG1(signature));
  const sum = points.reduce((total, point) => total.add(point), bls12_381.G1.Point.ZERO);
  if (sum.is0()) throw new BlsPointInvalidError("G1", "identity");
  return encodeG1(sum);
}
