import { expect } from "chai";
import { network } from "hardhat";

import type { JobSeries } from "../../sdk/jobs/jobSeries.ts";
import { scheduleOverlap } from "../../sdk/jobs/scheduleOverlap.ts";
import { createRandom, type Random } from "../helpers/random.ts";

const { ethers } = await network.create();

const isDeep = process.env.MUSTER_DEEP === "1";
const PAIRS = isDeep ? 1_000_000 : 100_000;
const PAIRS_ON_CHAIN = isDeep ? 50_000 : 4_000;
const BATCH = 1_000;
/** Gas of the worst pair that is known, two Fibonacci intervals. */
const WORST_GAS = 30_000n;

const DAY = 86_400_000n;
const YEAR = 365n * DAY;
const START = 1_800_000_000_000n;

type Pair = readonly [JobSeries, JobSeries];

const series = (start: bigint, interval: bigint, duration: bigint, count: bigint): JobSeries => ({
  start,
  interval,
  duration,
  count,
});

/** Every five seconds for a year. */
const yearLong = series(START, 5_000n, 2_000n, YEAR / 5_000n);

/** Looks at each execution, in the order of their starts. */
function findOverlap(left: JobSeries, right: JobSeries): boolean {
  const [a, b] = [left, right].map(({ start, interval, duration, count }) => ({
    start: Number(start),
    interval: Number(interval),
    duration: Number(duration),
    count: Number(count),
  })) as [Plain, Plain];
  for (let i = 0, j = 0; i < a.count && j < b.count;) {
    const from = a.start + i * a.interval;
    const other = b.start + j * b.interval;
    if (from < other + b.duration && other < from + a.duration) return true;
    if (from < other) i++;
    else j++;
  }
  return false;
}

interface Plain {
  start: number;
  interval: number;
  duration: number;
  count: number;
}

/** A series of few or many executions, short or long ones, from one draw: hashing is what these tests wait for. */
function drawSeries(random: Random, around: bigint): JobSeries {
  let bits = random.bits(256);
  const below = (limit: bigint) => {
    const drawn = (bits & 0xffff_ffffn) % limit;
    bits >>= 32n;
    return drawn;
  };
  const interval = 2n + below(2n ** (2n + below(6n)));
  const longest = below(4n) === 0n ? interval - 1n : interval / 8n + 1n;
  const duration = 1n + below(longest < interval ? longest : interval - 1n);
  return series(around + below(600n), interval, duration, 1n + below(40n));
}

describe("ScheduleOverlap", () => {
  it(`decides ${PAIRS} random pairs as looking at each execution does`, () => {
    const random = createRandom("schedule overlap");
    let found = 0;
    const wrong: Pair[] = [];
    for (let i = 0; i < PAIRS; i++) {
      const [left, right] = [drawSeries(random, START), drawSeries(random, START)];
      const isFound = findOverlap(left, right);
      if (isFound) found++;
      if (scheduleOverlap(left, right) !== isFound) wrong.push([left, right]);
    }

    expect(wrong).to.deep.equal([]);
    // Pairs that all overlap, or none of which does, would show little.
    expect(found).to.be.within(PAIRS / 10, (PAIRS * 9) / 10);
  });

  it(`decides ${PAIRS_ON_CHAIN} random pairs on-chain as looking at each execution does`, async () => {
    const harness = await ethers.deployContract("ScheduleOverlapHarness");
    const random = createRandom("schedule overlap on-chain");
    for (let done = 0; done < PAIRS_ON_CHAIN; done += BATCH) {
      const pairs = Array.from({ length: BATCH }, () => [drawSeries(random, START), drawSeries(random, START)] as Pair);
      const words = await harness.getFunction("overlapsMany")(
        pairs.map(([left]) => left),
        pairs.map(([, right]) => right),
      );
      const answers = pairs.map((_, i) => ((words[Math.floor(i / 256)] >> BigInt(i % 256)) & 1n) === 1n);

      expect(answers).to.deep.equal(pairs.map(([left, right]) => findOverlap(left, right)));
    }
  });

  const cases: readonly (readonly [string, Pair])[] = [
    ["year-long five-second schedules that meet", [yearLong, series(START + 1_999n, 5_000n, 1n, yearLong.count)]],
    [
      "year-long five-second schedules a millisecond apart",
      [yearLong, series(START + 2_000n, 5_000n, 2_999n, 6_307_200n)],
    ],
    [
      "year-long five-second schedules that touch on both sides",
      [yearLong, series(START + 2_000n, 5_000n, 3_000n, 6_307_200n)],
    ],
    [
      "year-long five-second schedules, one millisecond too long",
      [yearLong, series(START + 2_000n, 5_000n, 3_001n, 6_307_200n)],
    ],
    ["five seconds against seven and a millisecond", [yearLong, series(START + 2_500n, 7_001n, 100n, YEAR / 7_001n)]],
    ["five seconds against a day", [yearLong, series(START + 2_000n, DAY, 3_000n, 365n)]],
    ["five seconds against a day, by its delay", [yearLong, series(START + 4_999n, DAY, 2n, 365n)]],
    [
      "five seconds against a single execution in a gap",
      [yearLong, series(START + 10n * DAY + 2_000n, 0n, 3_000n, 1n)],
    ],
    ["five seconds against a single execution over many", [yearLong, series(START - DAY, 0n, 3n * DAY, 1n)]],
    [
      "a query that starts before the schedule and ends in a gap",
      [series(100n, 50n, 10n, 4n), series(5n, 0n, 110n, 1n)],
    ],
    ["a query that starts in a gap and ends in a later one", [series(100n, 50n, 10n, 4n), series(115n, 0n, 50n, 1n)]],
    ["a query that starts in a gap and ends in it", [series(100n, 50n, 10n, 4n), series(110n, 0n, 40n, 1n)]],
    ["one after the other", [series(100n, 50n, 10n, 4n), series(260n, 50n, 10n, 4n)]],
    ["one at the other's last millisecond", [series(100n, 50n, 10n, 4n), series(259n, 50n, 10n, 4n)]],
    [
      "co-prime intervals that meet late",
      [series(START, 1_000_003n, 1n, 30_000n), series(START + 1n, 999_983n, 1n, 30_000n)],
    ],
    [
      "co-prime intervals that never meet",
      [series(START, 1_000_003n, 1n, 300n), series(START + 1n, 999_983n, 1n, 300n)],
    ],
    ["Fibonacci intervals", [series(START, 1_346_269n, 1n, 200_000n), series(START + 1n, 832_040n, 1n, 200_000n)]],
    [
      "Fibonacci intervals, shifted",
      [series(START + 7n, 832_040n, 3n, 6_308_000n), series(START, 514_229n, 2n, 6_308_000n)],
    ],
    [
      "intervals with a common divisor",
      [series(START, 6_000n, 1_000n, 90_000n), series(START + 1_000n, 9_000n, 2_000n, 60_000n)],
    ],
  ];
  for (const [title, [left, right]] of cases) {
    it(`decides ${title}`, async () => {
      const harness = await ethers.deployContract("ScheduleOverlapHarness");
      const isFound = findOverlap(left, right);

      expect(scheduleOverlap(left, right)).to.equal(isFound);
      expect(scheduleOverlap(right, left)).to.equal(isFound);
      expect(await harness.getFunction("overlaps")(left, right)).to.equal(isFound);
      expect(await harness.getFunction("overlaps")(right, left)).to.equal(isFound);
      expect(await harness.getFunction("gasOf")(left, right)).to.be.lessThan(WORST_GAS);
    });
  }
});
