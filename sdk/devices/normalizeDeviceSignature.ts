import { p256 } from "@noble/curves/nist.js";
import { getBytes, hexlify } from "ethers";

import { DeviceSignatureInvalidError } from "./deviceSignatureInvalidError.ts";

const COMPACT_BYTES = 64;

/**
 * Brings a device's signature into the form that the chain takes: r and s in 64 bytes, s in the lower half of the
 * order. Secure hardware and WebCrypto give either half, and some of them DER.
 *
 * @param signature Hex: 64 bytes, or DER.
 * @returns Hex, 64 bytes.
 * @throws {DeviceSignatureInvalidError}
 */
export function normalizeDeviceSignature(signature: string): string {
  try {
    const bytes = getBytes(signature);
    const parsed = p256.Signature.fromBytes(bytes, bytes.length === COMPACT_BYTES ? "compact" : "der");
    const { r, s } = parsed;
    const lower = parsed.hasHighS() ? p256.Point.Fn.neg(s) : s;
    return hexlify(new p256.Signature(r, lower).toBytes("compact"));
  } catch (cause) {
    throw new DeviceSignatureInvalidError(signature, { cause });
  }
}
