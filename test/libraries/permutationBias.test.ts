import { expect } from "chai";
import { toBeHex } from "ethers";

import { PERMUTATION_ROUNDS, walk } from "../../sdk/selection/permutation.ts";

/** Over which four rounds already fail the bound by far. */
const SEEDS = process.env.MUSTER_DEEP === "1" ? 20_000 : 5_000;
const BOUND = 4;

/**
 * How far the ordered pair (seat at position 0, seat at position 1) is from even, over fixed seeds: the chi-square
 * statistic of all n(n-1) pairs, as a z-score.
 */
function pairScore(size: bigint, rounds: number): number {
  const counts = new Map<bigint, number>();
  for (let i = 0; i < SEEDS; i++) {
    const seed = toBeHex(i, 32);
    const pair = walk("forward", seed, size, 0n, rounds) * size + walk("forward", seed, size, 1n, rounds);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }

  const cells = Number(size * (size - 1n));
  const expected = SEEDS / cells;
  let chiSquare = (cells - counts.size) * expected;
  for (const count of counts.values()) chiSquare += (count - expected) ** 2 / expected;
  const freedom = cells - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

describe("Permutation on small rosters", () => {
  for (const size of [4n, 8n, 16n, 37n]) {
    it(`seats every ordered pair of ${size} equally often`, () => {
      expect(Math.abs(pairScore(size, PERMUTATION_ROUNDS))).to.be.below(BOUND);
    });
  }

  it("would fail this bound with four rounds", () => {
    expect(pairScore(8n, 4)).to.be.above(BOUND);
  });
});
