import { createHash } from "node:crypto";

import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";

const SHA2_256 = 0x12;

/** The name of bytes: `ipfs://` and their CIDv1 (raw, SHA-256, base32). */
export function blobUriOf(bytes: Uint8Array): string {
  const digest = createHash("sha256").update(bytes).digest();
  return `ipfs://${CID.createV1(raw.code, create(SHA2_256, digest)).toString()}`;
}
