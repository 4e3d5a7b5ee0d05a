import { ZeroAddress } from "ethers";
import { expect } from "chai";

import type { BalanceSheet } from "../../scripts/lifecycles/balanceSheet.ts";
import { compareBalances } from "../../scripts/lifecycles/compareBalances.ts";

/** A payer and a runner, of whom the first bought credit for both. */
function sheet(wallet: bigint, credit: bigint, held: bigint, paidIn: bigint): BalanceSheet {
  return {
    block: 1,
    holdings: [
      { name: "payer", address: ZeroAddress, wallet, credit: 0n, stake: 7n },
      { name: "runner", address: ZeroAddress, wallet: 1n, credit, stake: 0n },
    ],
    held,
    paidIn,
  };
}

describe("compareBalances", () => {
  const before = sheet(100n, 0n, 5n, 2n);

  it("finds nothing missing when all that was spent is somewhere", () => {
    const { difference, text } = compareBalances(before, sheet(60n, 20n, 15n, 6n), 6n);
    expect(difference).to.equal(0n);
    expect(text).to.match(/^payer +-0\.000000000000000040 +0 +0 +-0\.000000000000000040$/m);
    expect(text).to.match(/^sum +0$/m);
  });

  for (const [lost, after, fees] of [
    ["a credit", sheet(60n, 19n, 15n, 6n), 6n],
    ["what is held", sheet(60n, 20n, 14n, 6n), 6n],
    ["what the coordinator got", sheet(60n, 20n, 15n, 5n), 6n],
    ["a fee", sheet(60n, 20n, 15n, 6n), 5n],
  ] as const) {
    it(`finds the wei that ${lost} lacks`, () => {
      expect(compareBalances(before, after, fees).difference).to.equal(-1n);
    });
  }
});
