/** Eight bits a byte, the first one highest; a multiple of eight of them. */
export function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(bits.length / 8);
  for (const [index, bit] of bits.entries()) bytes[index >> 3]! |= Number(bit) << (7 - (index & 7));
  return bytes;
}
