import { hammingDistance } from "./hammingDistance.ts";
import type { ScoreKind } from "./scoreKind.ts";

const DIGEST_BYTES = 32;
const BLOCK_BYTES = 8;
/** Of the 64 bits of a block: fewer than so many may differ. */
const DEFAULT_THRESHOLD = 5;

/**
 * Whether two scores are alike, by the rule of the chain. Text: whole digests, and equal ones. Images: equal lengths,
 * whole blocks of 64 bits, and in each block fewer different bits than the threshold. A score of no bytes is like none.
 *
 * @param threshold Bits; 5 by default. With 0, no images are alike.
 */
export function compareScores(
  kind: ScoreKind,
  a: Uint8Array,
  b: Uint8Array,
  threshold: number = DEFAULT_THRESHOLD,
): boolean {
  const unit = kind === "text" ? DIGEST_BYTES : BLOCK_BYTES;
  if (a.length === 0 || a.length !== b.length || a.length % unit !== 0) return false;
  if (kind === "text") return hammingDistance(a, b) === 0;
  return Array.from({ length: a.length / BLOCK_BYTES }, (_, block) => block * BLOCK_BYTES).every(
    (from) => hammingDistance(a.subarray(from, from + BLOCK_BYTES), b.subarray(from, from + BLOCK_BYTES)) < threshold,
  );
}
