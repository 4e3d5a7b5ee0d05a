import { bls12_381 } from "@noble/curves/bls12-381.js";

import { encodeG1 } from "./encodeG1.ts";
import { hashToG1 } from "./hashToG1.ts";
import { readSecretKey } from "./readSecretKey.ts";

/**
 * Signs a digest under a domain.
 *
 * @param secretKey Hex, 32 bytes.
 * @param digest Hex, 32 bytes.
 * @returns Hex, 96 bytes: x | y.
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 * @throws {BlsDigestInvalidError} when the digest is none.
 */
export function signUnder(secretKey: string, digest: string, domain: string): string {
  return encodeG1(bls12_381.shortSignatures.sign(hashToG1(digest, domain), readSecretKey(secretKey)));
}
