import { type Blob, blobKinds } from "./blob.ts";

/** The types of a leaf's values. */
export const BLOB_TYPES = ["uint8", "address", "bytes32", "bytes32", "uint64"];

/** A blob as the values of its leaf. */
export function blobWords({ kind, market, taskId, dataHash, size }: Blob): [number, string, string, string, bigint] {
  return [blobKinds[kind], market, taskId, dataHash, size];
}
