import { AbiCoder, keccak256 } from "ethers";

import type { Blob } from "./blob.ts";
import { BLOB_TYPES, blobWords } from "./blobWords.ts";

/** A blob's leaf, 32 bytes of hex: keccak256 of the keccak256 of its encoded fields. */
export function leafOf(blob: Blob): string {
  return keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(BLOB_TYPES, blobWords(blob))));
}
