import { bls12_381 } from "@noble/curves/bls12-381.js";
import { getBytes, isHexString } from "ethers";

import { BlsDigestInvalidError } from "./blsDigestInvalidError.ts";

/**
 * Hashes a digest to the curve: suite BLS12381G1_XMD:SHA-256_SSWU_RO_ of RFC 9380.
 *
 * @param digest Hex, 32 bytes.
 * @param domain The domain separation tag.
 * @throws {BlsDigestInvalidError} when it has another length.
 */
export function hashToG1(digest: string, domain: string): ReturnType<typeof bls12_381.shortSignatures.hash> {
  if (!isHexString(digest, 32)) throw new BlsDigestInvalidError();
  return bls12_381.shortSignatures.hash(getBytes(digest), domain);
}
