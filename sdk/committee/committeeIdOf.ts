/** The id of a pool's n-th committee, from 1; as `committeeId` on-chain. */
export function committeeIdOf(pool: number, number: number): bigint {
  return (BigInt(pool) << 32n) | BigInt(number);
}
