import { secp256k1 } from "@noble/curves/secp256k1.js";

import { affineOf } from "./affineOf.ts";
import { assertSecretKey } from "./assertSecretKey.ts";
import { assertSeed } from "./assertSeed.ts";
import { hashToCurve } from "./hashToCurve.ts";
import { pointAddress } from "./pointAddress.ts";
import { pointOf } from "./pointOf.ts";
import { publicKeyOf } from "./publicKeyOf.ts";
import { vrfChallenge } from "./vrfChallenge.ts";
import { vrfNonce } from "./vrfNonce.ts";
import type { VrfProof } from "./vrfProof.ts";
import { witnessSumZ } from "./witnessSumZ.ts";

const { Point } = secp256k1;
const { Fn, Fp } = Point;

/** What a proof is made from. */
export interface ProveVrfParameters {
  /** A scalar in 1 … group order - 1. */
  readonly secretKey: bigint;
  /** The word to prove, in 0 … 2^256 - 1. */
  readonly seed: bigint;
}

/**
 * Proves Chainlink's secp256k1 VRF for one seed, as `VRF.sol` (v2.5) verifies it.
 *
 * Deterministic: one key and one seed always give the same proof. About 20 ms.
 *
 * @throws {VrfSecretKeyOutOfRangeError} when the key is not in 1 … group order - 1.
 * @throws {VrfSeedOutOfRangeError} when the seed does not fit a word.
 * @example
 * const proof = proveVrf({ secretKey, seed: 42n });
 * const output = vrfOutput(proof.gamma);
 */
export function proveVrf({ secretKey, seed }: ProveVrfParameters): VrfProof {
  assertSecretKey(secretKey);
  assertSeed(seed);

  for (let attempt = 0n; ; attempt++) {
    const proof = proveWithNonce(secretKey, seed, vrfNonce(secretKey, seed, attempt));
    if (proof !== undefined) return proof;
  }
}

/** Returns `undefined` for the nonces (about none in 2^255) whose proof VRF.sol cannot check. */
function proveWithNonce(secretKey: bigint, seed: bigint, nonce: bigint): VrfProof | undefined {
  const pk = publicKeyOf(secretKey);
  const hash = hashToCurve(pk, seed);
  const hashPoint = pointOf(hash);
  const gammaPoint = hashPoint.multiply(secretKey);
  const gamma = affineOf(gammaPoint);
  const uWitness = pointAddress(affineOf(Point.BASE.multiply(nonce)));

  const c = vrfChallenge({ hash, pk, gamma, uWitness, v: affineOf(hashPoint.multiply(nonce)) });
  const challenge = Fn.create(c);
  const s = Fn.sub(nonce, Fn.mul(challenge, secretKey));
  if (challenge === 0n || s === 0n) return undefined;

  // From here on every scalar is public, so the faster, variable-time multiplication gives nothing away.
  const cGammaWitness = affineOf(gammaPoint.multiplyUnsafe(challenge));
  const sHashWitness = affineOf(hashPoint.multiplyUnsafe(s));
  if (cGammaWitness[0] === sHashWitness[0]) return undefined;

  const zInv = Fp.inv(witnessSumZ(cGammaWitness, sHashWitness));
  return { pk, gamma, c, s, seed, uWitness, cGammaWitness, sHashWitness, zInv };
}
