import type { Blob } from "./blob.ts";

/** Which blob, on whose word. */
export interface AvailabilityQuery {
  readonly blob: Blob;
  /** Who says that it serves the blob; left out for bytes that were published on the chain. */
  readonly publisher?: string;
  /** From the blob's leaf to one of the publisher's roots; none for bytes that were published on the chain. */
  readonly proof?: readonly string[];
}
