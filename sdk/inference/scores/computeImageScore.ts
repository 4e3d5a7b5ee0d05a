import { decodePng } from "../images/decodePng.ts";
import type { ResultFile } from "../results/resultFile.ts";
import { computeGrainHash } from "./computeGrainHash.ts";
import { computePerceptualHash } from "./computePerceptualHash.ts";

const IMAGE_BYTES = 16;

/**
 * The score of pictures: for each one its perceptual hash and its fine hash, 16 bytes, in the order of the files. It is
 * computed from the files as the application gets them, and so the application can compute it again.
 *
 * @throws ImageMalformedError
 */
export function computeImageScore(files: readonly ResultFile[]): Uint8Array {
  const score = new Uint8Array(files.length * IMAGE_BYTES);
  for (const [index, { bytes }] of files.entries()) {
    const image = decodePng(bytes);
    score.set(computePerceptualHash(image), index * IMAGE_BYTES);
    score.set(computeGrainHash(image), index * IMAGE_BYTES + IMAGE_BYTES / 2);
  }
  return score;
}
