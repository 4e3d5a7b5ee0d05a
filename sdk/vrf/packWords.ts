import { concatBytes, numberToBytesBE } from "@noble/curves/utils.js";

/** The words side by side, 32 bytes each, big-endian: what `abi.encode` makes of them. */
export function packWords(...words: readonly bigint[]): Uint8Array {
  return concatBytes(...words.map((word) => numberToBytesBE(word, 32)));
}
