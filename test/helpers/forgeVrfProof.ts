import { secp256k1 } from "@noble/curves/secp256k1.js";

import { affineOf } from "../../sdk/vrf/affineOf.ts";
import { hashToCurve } from "../../sdk/vrf/hashToCurve.ts";
import { pointAddress } from "../../sdk/vrf/pointAddress.ts";
import { pointOf } from "../../sdk/vrf/pointOf.ts";
import { publicKeyOf } from "../../sdk/vrf/publicKeyOf.ts";
import { vrfChallenge } from "../../sdk/vrf/vrfChallenge.ts";
import type { VrfProof } from "../../sdk/vrf/vrfProof.ts";
import { witnessSumZ } from "../../sdk/vrf/witnessSumZ.ts";

const { Point } = secp256k1;
const { Fn, Fp } = Point;

/** Which one equation of the proof the forgery breaks. */
export type VrfForgery = "gamma" | "sHashWitness" | "uWitness" | "c";

/**
 * What the owner of a key can do to choose his own output: a proof in which every equation holds but one.
 *
 * With a gamma made up, one of the two witnesses must lie, so that their sum still gives the challenge; or else the
 * challenge itself is made up.
 */
export function forgeVrfProof(secretKey: bigint, seed: bigint, forgery: VrfForgery): VrfProof {
  const nonce = 7n;
  const pk = publicKeyOf(secretKey);
  const hash = hashToCurve(pk, seed);
  const hashPoint = pointOf(hash);
  const gammaPoint = forgery === "uWitness" ? hashPoint.multiply(secretKey) : Point.BASE.multiply(42n);
  const uWitness = pointAddress(affineOf(Point.BASE.multiply(forgery === "uWitness" ? nonce + 1n : nonce)));
  const vPoint = hashPoint.multiply(nonce);

  const gamma = affineOf(gammaPoint);
  const c = forgery === "c" ? 99n : vrfChallenge({ hash, pk, gamma, uWitness, v: affineOf(vPoint) });
  const s = Fn.sub(nonce, Fn.mul(Fn.create(c), secretKey));
  const cGamma = gammaPoint.multiply(Fn.create(c));
  const sHash = hashPoint.multiply(s);
  const cGammaWitness = affineOf(forgery === "gamma" ? vPoint.subtract(sHash) : cGamma);
  const sHashWitness = affineOf(forgery === "sHashWitness" ? vPoint.subtract(cGamma) : sHash);

  const zInv = Fp.inv(witnessSumZ(cGammaWitness, sHashWitness));
  return { pk, gamma, c, s, seed, uWitness, cGammaWitness, sHashWitness, zInv };
}
