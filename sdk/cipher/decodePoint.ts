import { babyjubjub } from "@noble/curves/misc.js";
import { dataSlice, isHexString } from "ethers";

import { EncryptionKeyInvalidError } from "./encryptionKeyInvalidError.ts";
import type { EncryptionPoint } from "./encryptionPoint.ts";
import { FIELD_ORDER } from "./fieldOrder.ts";

const { a, d } = babyjubjub.Point.CURVE();

/**
 * Reads and checks a public key.
 *
 * @param key Hex, 64 bytes: x | y.
 * @returns A point of the subgroup, not the identity.
 * @throws {EncryptionKeyInvalidError} when it is none, and why.
 */
export function decodePoint(key: string): EncryptionPoint {
  if (!isHexString(key, 64)) throw new EncryptionKeyInvalidError("length");
  const [x, y] = [BigInt(dataSlice(key, 0, 32)), BigInt(dataSlice(key, 32))];
  if (x >= FIELD_ORDER || y >= FIELD_ORDER) throw new EncryptionKeyInvalidError("coordinate");
  if (x === 0n && y === 1n) throw new EncryptionKeyInvalidError("identity");

  const [xx, yy] = [x * x, y * y];
  if ((a * xx + yy - 1n - d * xx * yy) % FIELD_ORDER !== 0n) throw new EncryptionKeyInvalidError("offCurve");
  if (!babyjubjub.Point.fromAffine({ x, y }).isTorsionFree()) throw new EncryptionKeyInvalidError("outsideSubgroup");
  return { x, y };
}
