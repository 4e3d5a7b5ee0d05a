import { concatBytes, hexToBytes } from "@noble/curves/utils.js";

import type { CurvePoint } from "./curvePoint.ts";
import { keccakWord } from "./keccakWord.ts";
import { packWords } from "./packWords.ts";

const CHALLENGE_PREFIX = 2n;

/** What the challenge binds, named as in VRF.sol. */
export interface VrfChallengeParameters {
  readonly hash: CurvePoint;
  readonly pk: CurvePoint;
  readonly gamma: CurvePoint;
  /** Address of u, 20 bytes of hex. */
  readonly uWitness: string;
  readonly v: CurvePoint;
}

/** The Fiat-Shamir challenge: `_scalarFromCurvePoints` of VRF.sol, a whole word that may exceed the group order. */
export function vrfChallenge({ hash, pk, gamma, uWitness, v }: VrfChallengeParameters): bigint {
  const points = packWords(CHALLENGE_PREFIX, ...hash, ...pk, ...gamma, ...v);
  return keccakWord(concatBytes(points, hexToBytes(uWitness.slice(2))));
}
