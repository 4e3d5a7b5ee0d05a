import { concat, toBeHex } from "ethers";

/** The hex of coordinates, 48 bytes each. */
export function writeLimbs(limbs: readonly bigint[]): string {
  return concat(limbs.map((limb) => toBeHex(limb, 48)));
}
