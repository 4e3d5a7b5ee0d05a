/** The coordinates of a point of G1 that snarkjs wrote. */
export function readG1([x, y]: readonly string[]): [bigint, bigint] {
  return [BigInt(x ?? ""), BigInt(y ?? "")];
}
