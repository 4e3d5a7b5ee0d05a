const PER_NAT = 1_024;
/** Beyond so many nats, nothing is left of the unit. */
const NATS = 11;
const UNIT_BITS = 15n;
const PRECISION_BITS = 60n;

/**
 * The exponential function in whole numbers, which every machine computes alike.
 *
 * @returns 2^15 times e to the power of -x, where x is in 1,024ths; rounded down, and 0 where x is large.
 */
export function createExponential(): (x: number) => number {
  const one = 1n << PRECISION_BITS;
  // The beginning of the series of e^-x at x = 1/1,024.
  const step = one - (one >> 10n) + (one >> 20n) / 2n - (one >> 30n) / 6n + (one >> 40n) / 24n;
  const table = new Float64Array(NATS * PER_NAT);
  for (let [x, value] = [0, one]; x < table.length; x++, value = (value * step) >> PRECISION_BITS) {
    table[x] = Number(value >> (PRECISION_BITS - UNIT_BITS));
  }
  return (x) => table[x] ?? 0;
}
