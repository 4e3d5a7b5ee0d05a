/** The seats of a set, ascending. */
export function signersOf(bitmap: bigint): number[] {
  const seats: number[] = [];
  for (let seat = 0; bitmap >> BigInt(seat) !== 0n; seat++) {
    if ((bitmap >> BigInt(seat)) & 1n) seats.push(seat);
  }
  return seats;
}
