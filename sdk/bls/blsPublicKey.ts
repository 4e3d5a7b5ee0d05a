import { bls12_381 } from "@noble/curves/bls12-381.js";

import { encodeG2 } from "./encodeG2.ts";
import { readSecretKey } from "./readSecretKey.ts";

/**
 * The public key of a secret key.
 *
 * @param secretKey Hex, 32 bytes.
 * @returns Hex, 192 bytes: x.c0 | x.c1 | y.c0 | y.c1.
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 */
export function blsPublicKey(secretKey: string): string {
  return encodeG2(bls12_381.shortSignatures.getPublicKey(readSecretKey(secretKey)));
}
