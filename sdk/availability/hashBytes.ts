import { sha256 } from "ethers";

/** The data hash of parameters, and of the opening of a score: SHA-256, 32 bytes of hex. */
export function hashBytes(bytes: Uint8Array): string {
  return sha256(bytes);
}
