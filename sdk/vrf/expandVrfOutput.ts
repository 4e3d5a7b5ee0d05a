import { keccakWord } from "./keccakWord.ts";
import { packWords } from "./packWords.ts";

/** The words a consumer receives for one output: word i is `keccak256(abi.encode(output, i))`. */
export function expandVrfOutput(output: bigint, numWords: number): bigint[] {
  return Array.from({ length: numWords }, (_, index) => keccakWord(packWords(output, BigInt(index))));
}
