import { createHash } from "node:crypto";

import type { BlobSource } from "./blobStreams.ts";
import { cidOfDigest } from "./cidOfDigest.ts";

/** Reads a blob through, and says whether it is what its name promises. */
export async function isBlobIntact(cid: string, source: BlobSource): Promise<boolean> {
  const hash = createHash("sha256");
  for await (const part of source.read()) hash.update(part);
  return cidOfDigest(hash.digest()) === cid;
}
