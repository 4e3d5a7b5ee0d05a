import { getBytes, toBeArray } from "ethers";

/** A word as bytes without zeroes in front; zero is no bytes at all. */
export function wordBytes(word: bigint): Uint8Array {
  return getBytes(toBeArray(word));
}
