import { ZeroAddress, ZeroHash } from "ethers";

import { emptyFile } from "./emptyFile.ts";
import type { InferenceFile } from "./inferenceOrder.ts";

/** A file of no task, where a call wants one that it does not look at. */
export const BLANK_FILE: InferenceFile = emptyFile({
  terms: {
    taskType: 0n,
    taskIdCommitment: ZeroHash,
    nonce: 0n,
    models: [],
    minimumVram: 0n,
    requiredGpu: 0n,
    version: 0n,
    size: 0n,
    executionBlocks: 0n,
    currency: ZeroAddress,
    fee: 0n,
    parametersCommitment: ZeroHash,
    publishers: [],
  },
  keys: { vrfKey: [0n, 0n], encryptionKey: [0n, 0n] },
  creator: ZeroAddress,
  createdAt: 0n,
});
