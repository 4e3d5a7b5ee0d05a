import { hexlify } from "ethers";

/**
 * Reads big-endian numbers of equal width.
 *
 * @param bytes Their bytes; the last number is filled up with zeros on the right.
 * @param width Bytes of one number.
 * @param count How many numbers; those beyond the bytes are zero.
 */
export function readWords(bytes: Uint8Array, width: number, count: number): bigint[] {
  const padded = new Uint8Array(width * count);
  padded.set(bytes);
  return Array.from({ length: count }, (_, at) => BigInt(hexlify(padded.subarray(at * width, (at + 1) * width))));
}
