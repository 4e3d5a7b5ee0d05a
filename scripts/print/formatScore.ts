/** A reputation score in parts per million, as a percentage beside what a stranger has. */
export function formatScore(scorePpm: bigint): string {
  return `${(Number(scorePpm) / 10_000).toFixed(2)} % (a stranger has 50.98 %)`;
}
