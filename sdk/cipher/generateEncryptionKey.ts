import { hexlify, randomBytes, toBeHex } from "ethers";

import { SUBGROUP_ORDER } from "./subgroupOrder.ts";

/** Bytes that are reduced: enough that no secret is likelier than another. */
const WIDE_BYTES = 48;

/**
 * Makes the secret of an encryption key: a number in 1 … subgroup order - 1.
 *
 * @returns Hex, 32 bytes.
 */
export function generateEncryptionKey(): string {
  const scalar = (BigInt(hexlify(randomBytes(WIDE_BYTES))) % (SUBGROUP_ORDER - 1n)) + 1n;
  return toBeHex(scalar, 32);
}
