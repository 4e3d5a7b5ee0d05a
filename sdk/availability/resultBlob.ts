import { toBeHex } from "ethers";

import type { ResultUpload } from "../cipher/resultUpload.ts";
import { treeShape } from "../cipher/treeShape.ts";
import type { Blob } from "./blob.ts";

/** An encrypted result, and the task that it is of. */
export interface ResultBlobParameters extends Pick<Blob, "market" | "taskId"> {
  /** What `encryptResult` told of it. */
  readonly upload: Pick<ResultUpload, "ciphertextRoot" | "chunkCount">;
}

/** The blob of an encrypted result: its data hash is the root of the ciphertext. */
export function resultBlob({ market, taskId, upload }: ResultBlobParameters): Blob {
  const { encryptedChunkBytes, lengthBytes } = treeShape;
  const size = BigInt(upload.chunkCount * encryptedChunkBytes + lengthBytes);
  return { kind: "Result", market, taskId, dataHash: toBeHex(upload.ciphertextRoot, 32), size };
}
