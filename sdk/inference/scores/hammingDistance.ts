/** How many bits differ between strings of bytes of one length. */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError(`There is no distance between ${a.length} and ${b.length} bytes`);
  return a.reduce((sum, byte, index) => sum + countBits(byte ^ b[index]!), 0);
}

function countBits(byte: number): number {
  let [left, count] = [byte, 0];
  for (; left > 0; left &= left - 1) count++;
  return count;
}
