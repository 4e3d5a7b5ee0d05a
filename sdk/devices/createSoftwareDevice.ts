import { p256 } from "@noble/curves/nist.js";
import { getBytes, hexlify } from "ethers";

/** A stand-in for a device: its key is in this process's memory, and proves nothing about hardware. */
export interface SoftwareDevice {
  /** Hex, 32 bytes. */
  readonly x: string;
  /** Hex, 32 bytes. */
  readonly y: string;
  /**
   * Signs as a device does: ECDSA over SHA-256 of the digest's 32 bytes.
   *
   * @param digest Hex, 32 bytes.
   * @returns Hex, 64 bytes: r and s, s in the lower half of the order.
   */
  readonly sign: (digest: string) => string;
}

/**
 * A device made of software: for tests, local chains, and processors that nobody takes for secure.
 *
 * @param secretKey Hex, 32 bytes; a fresh one by default.
 */
export function createSoftwareDevice(secretKey?: string): SoftwareDevice {
  const secret = secretKey === undefined ? p256.utils.randomSecretKey() : getBytes(secretKey);
  const key = p256.getPublicKey(secret, false);
  return {
    x: hexlify(key.subarray(1, 33)),
    y: hexlify(key.subarray(33)),
    sign: (digest) => hexlify(p256.sign(getBytes(digest), secret, { lowS: true, prehash: true })),
  };
}
