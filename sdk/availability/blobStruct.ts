import { type Blob, blobKinds } from "./blob.ts";

/** A blob as contracts take it. */
export interface BlobStruct extends Omit<Blob, "kind"> {
  readonly kind: number;
}

/** Brings a blob into the form that contracts take. */
export function blobStruct(blob: Blob): BlobStruct {
  return { ...blob, kind: blobKinds[blob.kind] };
}
