import { secp256k1 } from "@noble/curves/secp256k1.js";
import { getAddress, isAddress } from "ethers";

import { affineOf } from "./affineOf.ts";
import type { CurvePoint } from "./curvePoint.ts";
import { hashToCurve } from "./hashToCurve.ts";
import { isWord } from "./isWord.ts";
import { pointAddress } from "./pointAddress.ts";
import { pointOf } from "./pointOf.ts";
import { vrfChallenge } from "./vrfChallenge.ts";
import type { VrfProof } from "./vrfProof.ts";
import { witnessSumZ } from "./witnessSumZ.ts";

const { Point } = secp256k1;
const { Fp, Fn } = Point;

/**
 * Whether `VRF.sol` would accept a proof for the seed it carries.
 *
 * The twin of `_verifyVRFProof`: same checks, same order, but a boolean for a revert. To check a fulfilment, put
 * the word that was proven, `keccak256(preSeed ‖ blockhash)`, in the place of its pre-seed first.
 */
export function verifyVrfProof(proof: VrfProof): boolean {
  if (!isWellFormed(proof)) return false;

  const { pk, gamma, c, s, seed, cGammaWitness, sHashWitness, zInv } = proof;
  const uWitness = getAddress(proof.uWitness);
  const hash = hashToCurve(pk, seed);
  if (!areUsableByEcrecover(pk, gamma, hash)) return false;

  const challenge = Fn.create(c);
  const response = Fn.create(s);
  const u = pointOf(pk).multiplyUnsafe(challenge).add(Point.BASE.multiplyUnsafe(response));
  if (u.is0() || pointAddress(affineOf(u)) !== uWitness) return false;

  // VRF.sol refuses zero scalars and witnesses that share an x: its addition has no doubling.
  if (challenge === 0n || response === 0n || cGammaWitness[0] === sHashWitness[0]) return false;
  if (!pointOf(gamma).multiplyUnsafe(challenge).equals(pointOf(cGammaWitness))) return false;
  if (!pointOf(hash).multiplyUnsafe(response).equals(pointOf(sHashWitness))) return false;

  const z = witnessSumZ(cGammaWitness, sHashWitness);
  if (Fp.mul(z, Fp.create(zInv)) !== Fp.ONE) return false;

  const v = affineOf(pointOf(cGammaWitness).add(pointOf(sHashWitness)));
  return c === vrfChallenge({ hash, pk, gamma, uWitness, v });
}

function isWellFormed({ pk, gamma, c, s, seed, uWitness, cGammaWitness, sHashWitness, zInv }: VrfProof): boolean {
  return (
    [c, s, seed, zInv].every(isWord) && isAddress(uWitness) && [pk, gamma, cGammaWitness, sHashWitness].every(isOnCurve)
  );
}

function isOnCurve([x, y]: CurvePoint): boolean {
  return Fp.isValid(x) && Fp.isValid(y) && Fp.sqr(y) === Fp.add(Fp.mul(Fp.sqr(x), x), 7n);
}

/** VRF.sol multiplies by `ecrecover` with x in the place of r, which must be a scalar. */
function areUsableByEcrecover(...points: readonly CurvePoint[]): boolean {
  return points.every(([x]) => Fn.isValidNot0(x));
}
