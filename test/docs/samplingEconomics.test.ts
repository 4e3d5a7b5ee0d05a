import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { formatEther } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { deployInference, inferenceDefaults } from "../helpers/inferenceMarket.ts";

const connection = await network.create();
const PAGE = readFileSync(join(import.meta.dirname, "..", "..", "docs", "lifecycles", "sampling-economics.md"), "utf8");
const MODULI = [2, 5, 10, 20] as const;
/** How much more than the bound the market asks for. */
const MARGIN = 1.5;

/** What cheating changes, in fees, by the page's formula. */
function changePerTask(modulus: number, ratio: number, p = 0): number {
  const r = 1 / modulus;
  return 1 - r + r * p - r * (1 - p) * ratio;
}

/** Where that is zero. */
function breakEven(modulus: number, p = 0): number {
  const r = 1 / modulus;
  return (1 - r + r * p) / (r * (1 - p));
}

/** The highest p at which a ratio loses, found by halving. */
function highestCollusion(modulus: number, ratio: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; ++step) {
    const middle = (low + high) / 2;
    if (changePerTask(modulus, ratio, middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}

/** The rows of the table under a heading that begins so. */
function rowsUnder(heading: string): string[][] {
  const lines = PAGE.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading}`));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("docs/lifecycles/sampling-economics.md", () => {
  it("tells what its formula gives at the required stake", () => {
    const expected = MODULI.map((modulus) => {
      const required = MARGIN * breakEven(modulus);
      const p = highestCollusion(modulus, required);
      return [
        String(modulus),
        breakEven(modulus).toFixed(0),
        required.toFixed(1),
        changePerTask(modulus, required).toFixed(3),
        `${(100 * p).toFixed(1)} %`,
        `${(100 * (1 - Math.sqrt(1 - p))).toFixed(1)} %`,
      ];
    });
    expect(rowsUnder("samplingModulus")).to.deep.equal(expected);
  });

  it("tells what its formula gives at other ratios, and which of them the market refuses", () => {
    const rows = rowsUnder("s = slashable part");
    const expected = rows.map(([ratio]) => [
      ratio,
      ...MODULI.map((modulus) => {
        // Zero without a sign, where rounding leaves one.
        const change = (changePerTask(modulus, Number(ratio)) + 1e-9).toFixed(2);
        return Number(ratio) < MARGIN * (modulus - 1) ? `[${change}]` : change;
      }),
    ]);
    expect(rows.length).to.be.greaterThan(3);
    expect(rows).to.deep.equal(expected);
  });

  it("tells no ratio that the market takes and at which lying pays", () => {
    const taken = rowsUnder("s = slashable part").flatMap(([, ...cells]) => cells.filter((cell) => !/^\[/.test(cell)));
    expect(taken.length).to.be.greaterThan(MODULI.length);
    expect(taken.filter((cell) => Number(cell) >= 0)).to.deep.equal([]);
  });

  it("tells how the suite is deployed", () => {
    const { samplingModulus, slashBps } = suiteDefaults.inferenceSampling;
    const atRisk = (suiteDefaults.inferencePool.minimumStake * BigInt(slashBps)) / 10_000n;
    const limit = (atRisk * 2n) / (3n * BigInt(samplingModulus - 1));
    const rounded = 2n ** BigInt(limit.toString(2).length - 1) - 1n;
    expect(PAGE.replaceAll("\n", " ")).to.contain(
      `deployed with \`samplingModulus\` ${samplingModulus} and \`slashBps\` ${slashBps.toLocaleString("en")}: ` +
        `a node with one ether of stake has \`s\` of ${formatEther(atRisk)} ether over the fee, ` +
        `and is trusted with fees up to about ${Number(formatEther(rounded)).toFixed(3)} ether.`,
    );
    expect(suiteDefaults.inferencePool.minimumStake).to.equal(10n ** 18n);
  });

  for (const modulus of MODULI) {
    it(`has the limit of the contract, between the rule and half of it, for modulus ${modulus}`, async () => {
      const { nodeStake, sampling } = inferenceDefaults;
      const { market, nodes } = await deployInference(connection, {
        stakes: [nodeStake],
        sampling: { samplingModulus: modulus },
      });
      const { feeLimit } = await market.nodeOf(nodes[0]!.operator);
      const atRisk = (nodeStake * BigInt(sampling.slashBps)) / 10_000n;
      const ratio = Number(formatEther(atRisk)) / Number(formatEther(feeLimit));
      expect(ratio).to.be.within(MARGIN * breakEven(modulus), 2 * MARGIN * breakEven(modulus));
      expect(changePerTask(modulus, ratio)).to.be.lessThan(0);
    });
  }
});
