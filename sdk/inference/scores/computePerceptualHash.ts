import type { PixelImage } from "../images/pixelImage.ts";
import { cosineTransform } from "./cosineTransform.ts";
import { packBits } from "./packBits.ts";

const SIDE = 8;
/** Parts of a grey level; what is smaller is the rounding of the machine. */
const PRECISION = 1_024;

/**
 * The 64-bit perceptual hash of a picture: for each of its 8 times 8 lowest frequencies, whether it is stronger than
 * their median. It says what a picture shows, and little changes it: neither a new size nor some noise.
 *
 * @returns 8 bytes.
 */
export function computePerceptualHash(image: PixelImage): Uint8Array {
  const frequencies = cosineTransform(image, SIDE).map((strength) => Math.round(strength * PRECISION));
  const sorted = Float64Array.from(frequencies).sort();
  const median = (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
  return packBits(Array.from(frequencies, (strength) => strength > median));
}
