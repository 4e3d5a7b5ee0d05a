import type { PixelImage } from "../images/pixelImage.ts";
import { cosineTransform } from "./cosineTransform.ts";
import { packBits } from "./packBits.ts";

const SIDE = 8;
/** Grey levels. Rounding moves a frequency by a small part of it; whoever computes something else moves many by more. */
const GRAIN = 16;

/**
 * The fine hash of a picture: its 8 times 8 lowest frequencies are measured in grains, and each bit says whether the
 * number of grains is odd. Where the perceptual hash asks what a picture shows, this one asks whether it is the very
 * same picture: a change of a grain or more in most frequencies turns half of the bits.
 *
 * @returns 8 bytes.
 */
export function computeGrainHash(image: PixelImage): Uint8Array {
  const frequencies = cosineTransform(image, SIDE);
  return packBits(Array.from(frequencies, (strength) => Math.abs(Math.round(strength / GRAIN)) % 2 === 1));
}
