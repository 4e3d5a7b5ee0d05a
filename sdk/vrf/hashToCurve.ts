import { secp256k1 } from "@noble/curves/secp256k1.js";

import type { CurvePoint } from "./curvePoint.ts";
import { keccakWord } from "./keccakWord.ts";
import { packWords } from "./packWords.ts";

const HASH_TO_CURVE_PREFIX = 1n;

const { Fp } = secp256k1.Point;
const SQRT_POWER = (Fp.ORDER + 1n) >> 2n;

/**
 * The curve point that stands for a seed under a public key: `_hashToCurve` of VRF.sol.
 *
 * Hashes until the digest is the x of a point, then takes the even y. Half of all field elements are, so the
 * number of tries, and with it the gas on chain, varies with the seed.
 */
export function hashToCurve(publicKey: CurvePoint, seed: bigint): CurvePoint {
  let x = fieldHash(packWords(HASH_TO_CURVE_PREFIX, ...publicKey, seed));
  for (;;) {
    const ySquared = Fp.add(Fp.mul(Fp.sqr(x), x), 7n);
    const y = Fp.pow(ySquared, SQRT_POWER);
    if (Fp.sqr(y) === ySquared) return [x, y % 2n === 0n ? y : Fp.neg(y)];
    x = fieldHash(packWords(x));
  }
}

function fieldHash(bytes: Uint8Array): bigint {
  let x = keccakWord(bytes);
  while (x >= Fp.ORDER) x = keccakWord(packWords(x));
  return x;
}
