import { BlsPointInvalidError } from "./blsPointInvalidError.ts";

/**
 * Checks that a point that is on the curve is in the subgroup as well.
 *
 * @throws {BlsPointInvalidError} when it is not.
 */
export function assertInSubgroup(point: { assertValidity(): void }, group: "G1" | "G2"): void {
  try {
    // Rather than isTorsionFree: it remembers, so that a pairing need not ask again.
    point.assertValidity();
  } catch {
    throw new BlsPointInvalidError(group, "outsideSubgroup");
  }
}
