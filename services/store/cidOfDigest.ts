import { CID } from "multiformats/cid";
import * as raw from "multiformats/codecs/raw";
import { create } from "multiformats/hashes/digest";

const SHA2_256 = 0x12;

/** The CIDv1 (raw, SHA-256, base32) of bytes with this digest. */
export function cidOfDigest(digest: Uint8Array): string {
  return CID.createV1(raw.code, create(SHA2_256, digest)).toString();
}
