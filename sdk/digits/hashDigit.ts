import { hashPoseidon } from "../cipher/hashPoseidon.ts";

const WORDS = 4;
const PIXELS_PER_WORD = 49;
const PIXEL_BITS = 4n;

/**
 * Hash of a model's input, as the circuit `inference-mlp` computes it: Poseidon of four words of 49 pixels, of which the
 * first has the lowest bits.
 *
 * @param pixels 196 whole numbers from 0 to 15.
 */
export function hashDigit(pixels: readonly number[]): bigint {
  const words = Array.from({ length: WORDS }, (_, word) =>
    pixels
      .slice(word * PIXELS_PER_WORD, (word + 1) * PIXELS_PER_WORD)
      .reduceRight((packed, pixel) => (packed << PIXEL_BITS) | BigInt(pixel), 0n),
  );
  return hashPoseidon(words);
}
