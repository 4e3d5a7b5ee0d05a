/** Whether a seat is in a set: bit s set means that seat s is. */
export function hasSeat(set: bigint, seat: number): boolean {
  return ((set >> BigInt(seat)) & 1n) === 1n;
}
