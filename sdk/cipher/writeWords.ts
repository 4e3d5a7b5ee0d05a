import { getBytes, toBeHex } from "ethers";

/**
 * Writes numbers big-endian, each in the same width.
 *
 * @param words Numbers that fit.
 * @param width Bytes of one number.
 */
export function writeWords(words: readonly bigint[], width: number): Uint8Array {
  const bytes = new Uint8Array(words.length * width);
  words.forEach((word, at) => bytes.set(getBytes(toBeHex(word, width)), at * width));
  return bytes;
}
