import { expect } from "chai";
import { network } from "hardhat";

const connection = await network.create();
const { ethers } = connection;

/** The pool's minimum: stake counts up to twice that. */
const MINIMUM_STAKE = 10n ** 18n;
const FULL_BPS = 10_000;
/** Nodes of a list: stake in hundredths of the minimum, quality of service in basis points. */
const NODES = [
  { stake: 100n, qos: 5_000 },
  { stake: 100n, qos: 10_000 },
  { stake: 125n, qos: 2_500 },
  { stake: 150n, qos: 5_000 },
  { stake: 150n, qos: 9_000 },
  { stake: 175n, qos: 7_500 },
  { stake: 200n, qos: 1 },
  { stake: 200n, qos: 5_000 },
  { stake: 200n, qos: 10_000 },
  { stake: 500n, qos: 10_000 },
] as const;
/** Seeds are the numbers from 0 on, so that every run draws the same. */
const [DRAWS, BATCH] = [5_000, 250];
/**
 * Upper critical value of chi-square with nine degrees of freedom at 0.001: NIST/SEMATECH e-Handbook of Statistical
 * Methods, 1.3.6.7.4, https://www.itl.nist.gov/div898/handbook/eda/section3/eda3674.htm.
 */
const CRITICAL = 27.877;

interface DrawHarness {
  add(stake: bigint, qos: number): Promise<unknown>;
  readonly countDraws: { staticCall(from: number, to: number): Promise<readonly bigint[]> };
}

/** How often each node is drawn. */
async function countDraws(): Promise<number[]> {
  const contract = await ethers.deployContract("NodeDrawHarness", [MINIMUM_STAKE]);
  const harness = contract as unknown as DrawHarness;
  for (const { stake, qos } of NODES) await harness.add((stake * MINIMUM_STAKE) / 100n, qos);
  const counts = NODES.map(() => 0);
  for (let from = 0; from < DRAWS; from += BATCH) {
    const drawn = await harness.countDraws.staticCall(from, from + BATCH);
    for (const [index, count] of drawn.entries()) counts[index]! += Number(count);
  }
  return counts;
}

/** The sum of the squared deviations from what weights let expect, each over what it lets expect. */
function chiSquare(counts: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight);
  return counts.reduce((sum, count, index) => {
    const expected = (DRAWS * weights[index]!) / total;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

const stakes = NODES.map(({ stake }) => Math.min(Number(stake), 200));
const qualities = NODES.map(({ qos }) => FULL_BPS + qos);

describe("InferenceMarket: draws follow the weights", () => {
  let counts: number[];
  before(async () => {
    counts = await countDraws();
  });

  it("finds somebody each time", () => {
    expect(counts.reduce((sum, count) => sum + count)).to.equal(DRAWS);
  });

  it("draws by stake, up to twice the minimum, times quality of service", () => {
    const weights = stakes.map((stake, index) => stake * qualities[index]!);
    expect(chiSquare(counts, weights)).to.be.lessThan(CRITICAL);
  });

  it("draws neither evenly, nor by stake alone, nor by quality alone, nor by stake without a limit", () => {
    const others = [
      NODES.map(() => 1),
      stakes,
      qualities,
      NODES.map(({ stake }, index) => Number(stake) * qualities[index]!),
    ];
    for (const weights of others) expect(chiSquare(counts, weights)).to.be.greaterThan(CRITICAL);
  });
});
