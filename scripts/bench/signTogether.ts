import { bls12_381 } from "@noble/curves/bls12-381.js";
import { toBeHex } from "ethers";

import { blsSign } from "../../sdk/bls/blsSign.ts";

const { ORDER } = bls12_381.fields.Fr;

/** What all these secrets' signatures of a digest add up to: the one signature of their sum, in a fraction of the time. */
export function signTogether(secrets: readonly string[], digest: string): string {
  const sum = secrets.reduce((total, secret) => total + BigInt(secret), 0n) % ORDER;
  return blsSign(toBeHex(sum, 32), digest);
}
