import type { TaskParameters } from "../parameters/taskParameters.ts";
import { hammingDistance } from "./hammingDistance.ts";

const BLOCK_BYTES = 8;
/** Of the 64 bits of a block: fewer than so many may differ. */
const DEFAULT_THRESHOLD = 5;

/**
 * Whether two scores are alike, by the rule of the chain. Text: equal bytes. Images: equal lengths, whole blocks of 64
 * bits, and in each block fewer different bits than the threshold. A score of no bytes is like none.
 *
 * @param threshold Bits; 5 by default. With 0, no images are alike.
 */
export function compareScores(
  kind: TaskParameters["kind"],
  a: Uint8Array,
  b: Uint8Array,
  threshold: number = DEFAULT_THRESHOLD,
): boolean {
  if (a.length !== b.length || a.length === 0) return false;
  if (kind === "text") return hammingDistance(a, b) === 0;
  if (a.length % BLOCK_BYTES !== 0) return false;
  return Array.from({ length: a.length / BLOCK_BYTES }, (_, block) => block * BLOCK_BYTES).every(
    (from) => hammingDistance(a.subarray(from, from + BLOCK_BYTES), b.subarray(from, from + BLOCK_BYTES)) < threshold,
  );
}
