import type { CurvePoint } from "./curvePoint.ts";

/** A VRF proof with the fields, and the order, of `VRF.Proof` in Chainlink's VRF.sol. */
export interface VrfProof {
  /** The public key. */
  readonly pk: CurvePoint;
  /** The secret key times the seed's curve point; the output is its hash. */
  readonly gamma: CurvePoint;
  /** The challenge: a whole keccak word, not reduced by the group order. */
  readonly c: bigint;
  /** The response, a scalar below the group order. */
  readonly s: bigint;
  /** The word that was proven. In a fulfilment the coordinator wants the request's pre-seed here. */
  readonly seed: bigint;
  /** The address of nonce · G. */
  readonly uWitness: string;
  /** c · gamma. */
  readonly cGammaWitness: CurvePoint;
  /** s · hashToCurve(pk, seed). */
  readonly sHashWitness: CurvePoint;
  /** The field inverse of the projective z that adds the two witnesses. */
  readonly zInv: bigint;
}
