import { ZeroHash } from "ethers";

import type { InferenceFile, InferenceOrder } from "./inferenceOrder.ts";

/** The file of a task that has no score yet. */
export function emptyFile(order: InferenceOrder): InferenceFile {
  return {
    order,
    score: { scoreCommitment: ZeroHash, resultRoot: ZeroHash },
    upload: { ciphertextRoot: ZeroHash, chunkCount: 0n, ephemeralKey: [0n, 0n] },
  };
}
