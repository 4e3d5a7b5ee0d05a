import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "@noble/hashes/utils.js";

import type { ResultFile } from "../results/resultFile.ts";

/** The score of text: SHA-256 of each file, 32 bytes, in the order of the files. */
export function computeTextScore(files: readonly ResultFile[]): Uint8Array {
  return concatBytes(...files.map(({ bytes }) => sha256(bytes)));
}
