/**
 * The sum of `⌊(a·i + b) / m⌋` over all i below n, in as many steps as Euclid's algorithm takes.
 *
 * @param n How many terms, not negative.
 * @param m Positive.
 * @param a Not negative.
 * @param b Not negative.
 */
export function floorSum(n: bigint, m: bigint, a: bigint, b: bigint): bigint {
  let sum = 0n;
  for (;;) {
    sum += ((n * (n - 1n)) / 2n) * (a / m) + n * (b / m);
    a %= m;
    b %= m;
    const highest = a * n + b;
    if (highest < m) return sum;
    n = highest / m;
    b = highest % m;
    [m, a] = [a, m];
  }
}
