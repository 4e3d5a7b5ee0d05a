import { expect } from "chai";

import { compareGas, type CompareGasParameters } from "../../scripts/bench/compareGas.ts";
import { median } from "../../scripts/bench/median.ts";

const sound: CompareGasParameters = {
  measured: { "a.b": 1_000, "a.b/10": 1_000, "a.b/100": 1_010 },
  snapshot: { "a.b": 1_000, "a.b/10": 1_000, "a.b/100": 1_010 },
  budgets: { "a.b": 1_100 },
  overruns: {},
};
const overrun = { accepted: 1_010, reason: "It has to." };

describe("compareGas", () => {
  it("finds nothing when the figures are those of the snapshot", () => {
    expect(compareGas(sound)).to.deep.equal([]);
  });

  it("allows four percent of drift", () => {
    expect(compareGas({ ...sound, measured: { ...sound.measured, "a.b": 1_040 } })).to.deep.equal([]);
  });

  it("finds a figure that grew", () => {
    expect(compareGas({ ...sound, measured: { ...sound.measured, "a.b": 1_041 } })).to.deep.equal([
      "a.b took 1041 gas, 1000 in the snapshot: 4.10 %",
    ]);
  });

  it("finds a figure that fell, so that the snapshot keeps what was won", () => {
    expect(compareGas({ ...sound, measured: { ...sound.measured, "a.b": 900 } })).to.deep.equal([
      "a.b took 900 gas, 1000 in the snapshot: -10.00 %",
    ]);
  });

  it("finds a figure that the snapshot lacks", () => {
    expect(compareGas({ ...sound, snapshot: { "a.b/10": 1_000, "a.b/100": 1_010 } })).to.deep.equal([
      "a.b is not in the snapshot",
    ]);
  });

  it("finds a figure that was not measured", () => {
    expect(compareGas({ ...sound, measured: { "a.b/10": 1_000, "a.b/100": 1_010 } })).to.deep.equal([
      "a.b is in the snapshot, and was not measured",
    ]);
  });

  it("finds a figure that no budget covers", () => {
    expect(compareGas({ ...sound, measured: { x: 1 }, snapshot: { x: 1 } })).to.deep.equal(["x has no budget"]);
  });

  it("finds every figure over budget, plain or at a size", () => {
    expect(compareGas({ ...sound, budgets: { "a.b": 1_005 } })).to.deep.equal([
      "a.b/100 is over budget: 1010 gas, 1005 allowed",
    ]);
  });

  it("accepts an overrun that is on the list", () => {
    expect(compareGas({ ...sound, budgets: { "a.b": 990 }, overruns: { "a.b": overrun } })).to.deep.equal([]);
  });

  it("accepts an overrun at the one size that is on the list", () => {
    const overruns = { "a.b/100": overrun };

    expect(compareGas({ ...sound, budgets: { "a.b": 1_005 }, overruns })).to.deep.equal([]);
    expect(compareGas({ ...sound, budgets: { "a.b": 990 }, overruns })).to.deep.equal([
      "a.b is over budget: 1000 gas, 990 allowed",
      "a.b/10 is over budget: 1000 gas, 990 allowed",
    ]);
  });

  it("finds an overrun that grew beyond what was accepted", () => {
    const overruns = { "a.b": { ...overrun, accepted: 1_009 } };

    expect(compareGas({ ...sound, budgets: { "a.b": 990 }, overruns })).to.deep.equal([
      "a.b/100 is further over budget than accepted: 1010 gas, 1009 accepted",
    ]);
  });

  it("finds an accepted overrun that is none any more", () => {
    expect(compareGas({ ...sound, overruns: { "a.b": overrun } })).to.deep.equal([
      "a.b is within budget: 1000 gas, 1100 allowed; take it off the accepted overruns",
    ]);
  });

  it("lets figures differ between sizes where they may", () => {
    const figures = { "a.b": 1_000, "a.b/10": 1_000, "a.b/100": 1_051 };

    expect(compareGas({ ...sound, measured: figures, snapshot: figures, uneven: ["a.b"] })).to.deep.equal([]);
  });

  it("finds a figure that depends on the size of the roster", () => {
    const figures = { "a.b": 1_000, "a.b/10": 1_000, "a.b/100": 1_051 };

    expect(compareGas({ ...sound, measured: figures, snapshot: figures })).to.deep.equal([
      "a.b depends on the size of the roster: 5.10 % between 1000, 1051 gas",
    ]);
  });
});

describe("median", () => {
  it("is the middle of an odd number of values", () => {
    expect(median([9, 1, 5])).to.equal(5);
  });

  it("is the lower middle of an even number, a value that occurred", () => {
    expect(median([10, 1, 9, 2])).to.equal(2);
  });

  it("refuses to make one up", () => {
    expect(() => median([])).to.throw("No value has a median.");
  });
});
