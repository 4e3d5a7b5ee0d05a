/** The coordinates of a point of G2 that snarkjs wrote, imaginary parts first as contracts want them. */
export function readG2([x, y]: readonly (readonly string[])[]): [bigint, bigint, bigint, bigint] {
  return [BigInt(x?.[1] ?? ""), BigInt(x?.[0] ?? ""), BigInt(y?.[1] ?? ""), BigInt(y?.[0] ?? "")];
}
