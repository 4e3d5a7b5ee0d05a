import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, getBytes } from "ethers";

import { encodePoint } from "./encodePoint.ts";
import type { EncryptionPoint } from "./encryptionPoint.ts";

const INFO = new TextEncoder().encode("muster/parameters/1");

/** Between whom. */
export interface ParametersKeyParameters {
  readonly point: EncryptionPoint;
  /** Hex, 64 bytes. */
  readonly ephemeralKey: string;
  /** Hex, 64 bytes. */
  readonly nodeKey: string;
}

/**
 * The symmetric key of one message, of the shared point and of both public keys.
 *
 * @returns 32 bytes.
 */
export function parametersKey({ point, ephemeralKey, nodeKey }: ParametersKeyParameters): Uint8Array {
  return hkdf(sha256, getBytes(encodePoint(point)), getBytes(concat([ephemeralKey, nodeKey])), INFO, 32);
}
