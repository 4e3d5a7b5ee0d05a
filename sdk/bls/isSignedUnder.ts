import { bls12_381 } from "@noble/curves/bls12-381.js";

import { BlsPointInvalidError } from "./blsPointInvalidError.ts";
import { decodeG1 } from "./decodeG1.ts";
import { decodeG2 } from "./decodeG2.ts";
import { hashToG1 } from "./hashToG1.ts";

/** A signature, and what it claims. */
export interface BlsSignatureClaim {
  /** Hex, 192 bytes; of one signer, or the aggregate of all. */
  readonly publicKey: string;
  /** Hex, 32 bytes. */
  readonly digest: string;
  /** Hex, 96 bytes. */
  readonly signature: string;
}

/**
 * Whether a signature holds under a domain. A key or a signature that is no usable point holds for nothing.
 *
 * @throws {BlsDigestInvalidError} when the digest is none.
 */
export function isSignedUnder({ publicKey, digest, signature }: BlsSignatureClaim, domain: string): boolean {
  const hash = hashToG1(digest, domain);
  try {
    return bls12_381.shortSignatures.verify(decodeG1(signature), hash, decodeG2(publicKey));
  } catch (error) {
    if (error instanceof BlsPointInvalidError) return false;
    throw error;
  }
}
