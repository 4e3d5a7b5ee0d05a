import { createHash } from "node:crypto";

import { cidOfDigest } from "./cidOfDigest.ts";

/** The name of bytes: `ipfs://` and their CIDv1 (raw, SHA-256, base32). */
export function blobUriOf(bytes: Uint8Array): string {
  return `ipfs://${cidOfDigest(createHash("sha256").update(bytes).digest())}`;
}
