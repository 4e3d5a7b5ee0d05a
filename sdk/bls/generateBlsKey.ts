import { bls12_381 } from "@noble/curves/bls12-381.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, dataLength, getBytes, hexlify, randomBytes, toBeHex } from "ethers";

import { BlsSeedTooShortError } from "./blsSeedTooShortError.ts";

const SALT = new TextEncoder().encode("BLS-SIG-KEYGEN-SALT-");
const SEED_BYTES = 32;
/** Bytes that are reduced: enough that no scalar is likelier than another. */
const WIDE_BYTES = 48;

/**
 * Makes a secret key: KeyGen of draft-irtf-cfrg-bls-signature-04, without key info.
 *
 * @param seed Hex, at least 32 bytes that nobody can guess; fresh random bytes by default.
 * @returns Hex, 32 bytes.
 * @throws {BlsSeedTooShortError} when the seed is too short.
 */
export function generateBlsKey(seed: string = hexlify(randomBytes(SEED_BYTES))): string {
  if (dataLength(seed) < SEED_BYTES) throw new BlsSeedTooShortError(dataLength(seed));
  const material = getBytes(concat([seed, "0x00"]));
  const info = getBytes(toBeHex(WIDE_BYTES, 2));
  let salt = SALT;
  let scalar = 0n;
  while (scalar === 0n) {
    salt = sha256(salt);
    const wide = expand(sha256, extract(sha256, material, salt), info, WIDE_BYTES);
    scalar = BigInt(hexlify(wide)) % bls12_381.fields.Fr.ORDER;
  }
  return toBeHex(scalar, 32);
}
