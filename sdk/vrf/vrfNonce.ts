import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

import { packWords } from "./packWords.ts";

/**
 * The nonce of a proof: HMAC-keccak256 of the seed under the secret key, a scalar in 1 … group order - 1.
 *
 * Two proofs with one nonce and two seeds reveal the key; a nonce that is a function of key and seed cannot meet
 * a second seed, and needs no source of randomness that could fail.
 *
 * @param attempt - Which candidate to begin with: 0, and one more for each proof that came out degenerate.
 */
export function vrfNonce(secretKey: bigint, seed: bigint, attempt: bigint): bigint {
  const key = packWords(secretKey);
  for (let counter = attempt; ; counter++) {
    const nonce = bytesToNumberBE(hmac(keccak_256, key, packWords(seed, counter)));
    if (secp256k1.Point.Fn.isValidNot0(nonce)) return nonce;
  }
}
