import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

import type { ModelId } from "./modelId.ts";

/** The id of a model: SHA-256 of its file. */
export function modelIdOf(bytes: Uint8Array): ModelId {
  return `0x${bytesToHex(sha256(bytes))}`;
}
