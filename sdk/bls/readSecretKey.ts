import { bls12_381 } from "@noble/curves/bls12-381.js";
import { getBytes, isHexString } from "ethers";

import { BlsSecretKeyInvalidError } from "./blsSecretKeyInvalidError.ts";

/**
 * The bytes of a secret key in hex.
 *
 * @throws {BlsSecretKeyInvalidError} when it is not 32 bytes of a number in 1 … group order - 1.
 */
export function readSecretKey(secretKey: string): Uint8Array {
  if (!isHexString(secretKey, 32)) throw new BlsSecretKeyInvalidError();
  const scalar = BigInt(secretKey);
  if (scalar === 0n || scalar >= bls12_381.fields.Fr.ORDER) throw new BlsSecretKeyInvalidError();
  return getBytes(secretKey);
}
