import type { CurvePoint } from "./curvePoint.ts";
import { keccakWord } from "./keccakWord.ts";
import { packWords } from "./packWords.ts";

const OUTPUT_PREFIX = 3n;

/** The random word of a proof: `keccak256(abi.encode(3, gamma))`. */
export function vrfOutput(gamma: CurvePoint): bigint {
  return keccakWord(packWords(OUTPUT_PREFIX, ...gamma));
}
