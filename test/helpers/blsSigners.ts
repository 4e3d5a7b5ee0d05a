import { bls12_381 } from "@noble/curves/bls12-381.js";
import { id, toBeHex } from "ethers";

import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";

const { ORDER } = bls12_381.fields.Fr;
const publicKeys = new Map<string, string>();

/** The n-th test key; worth nothing. */
export function testSecret(index: number): string {
  return generateBlsKey(id(`committee ${index}`));
}

/** The secret whose key is the opposite of another's: together they are infinity. */
export function oppositeSecret(secret: string): string {
  return toBeHex(ORDER - BigInt(secret), 32);
}

/** The public key of a secret; remembered, since making one takes milliseconds. */
export function publicKeyOf(secret: string): string {
  const known = publicKeys.get(secret) ?? blsPublicKey(secret);
  publicKeys.set(secret, known);
  return known;
}

/** What all these secrets' signatures add up to, by the one signature of their sum. */
export function signTogether(secrets: readonly string[], digest: string): string {
  const sum = secrets.reduce((total, secret) => total + BigInt(secret), 0n) % ORDER;
  return blsSign(toBeHex(sum, 32), digest);
}
