import { concat, toBeHex } from "ethers";

import type { EncryptionPoint } from "./encryptionPoint.ts";

/**
 * A point as keys are written.
 *
 * @returns Hex, 64 bytes: x | y.
 */
export function encodePoint({ x, y }: EncryptionPoint): string {
  return concat([toBeHex(x, 32), toBeHex(y, 32)]);
}
