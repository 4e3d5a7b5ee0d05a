import { bytesToNumberBE } from "@noble/curves/utils.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** `uint256(keccak256(bytes))`. */
export function keccakWord(bytes: Uint8Array): bigint {
  return bytesToNumberBE(keccak_256(bytes));
}
