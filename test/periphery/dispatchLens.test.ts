import { expect } from "chai";
import { network } from "hardhat";

import { buildRequest, idOf, submit } from "../helpers/dispatch.ts";
import { deployTestSuite } from "../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function suiteFixture() {
  return deployTestSuite(connection);
}

describe("DispatchLens", () => {
  it("shows a task beside its terms", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const task = await submit(suite, buildRequest(suite));

    const [view, terms] = await suite.lens.taskWithTerms(task.id, task.terms);

    expect(view.status).to.equal(1n);
    expect(terms.paymentPerRunner).to.equal(task.terms.paymentPerRunner);
  });

  it("refuses terms of another task", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const task = await submit(suite, buildRequest(suite));
    const terms = { ...task.terms, paymentPerRunner: 7n };

    await expect(suite.lens.taskWithTerms(task.id, terms))
      .to.be.revertedWithCustomError(suite.lens, "LensWrongTerms")
      .withArgs(task.id, idOf(suite, terms));
  });
});
