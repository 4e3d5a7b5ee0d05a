import { expect } from "chai";

import { countTests } from "../../scripts/checks/countTests.ts";

describe("countTests", () => {
  it("reads the totals of Mocha", () => {
    const output = "  thing\n    ✔ works\n\n\n  12 passing (345ms)\n  2 pending\n  1 failing\n\n  1) thing\n";

    expect(countTests(output)).to.deep.equal({ passed: 12, failed: 1 });
  });

  it("reads the totals of Hardhat's Solidity runner", () => {
    expect(countTests("Running Solidity tests\n\n\n  3 passing\n  1 failing\n")).to.deep.equal({
      passed: 3,
      failed: 1,
    });
  });

  it("reads coloured output", () => {
    expect(countTests("\u001b[92m \u001b[39m\u001b[32m 7 passing\u001b[39m\u001b[90m (2s)\u001b[39m\n")).to.deep.equal({
      passed: 7,
      failed: 0,
    });
  });

  it("takes the last total, not what a test printed", () => {
    expect(countTests("  99 passing\n  2 passing (1s)\n").passed).to.equal(2);
  });

  it("counts nothing when the runner broke", () => {
    expect(countTests("Error: 5 passing cars\n")).to.deep.equal({ passed: 0, failed: 0 });
  });
});
