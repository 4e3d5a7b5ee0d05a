import { concatBytes, hexToBytes } from "@noble/curves/utils.js";

import { keccakWord } from "./keccakWord.ts";
import { packWords } from "./packWords.ts";

/**
 * The word a fulfilment proves: `keccak256(preSeed ‖ blockhash)`. The block hash is what the consumer could not know.
 *
 * @param blockHash - Hash of the block that holds the request, 32 bytes of hex.
 */
export function provenSeed(preSeed: bigint, blockHash: string): bigint {
  return keccakWord(concatBytes(packWords(preSeed), hexToBytes(blockHash.slice(2))));
}
