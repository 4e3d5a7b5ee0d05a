import { expect } from "chai";
import { network } from "hardhat";

import {
  createSiblings,
  deployInference,
  drawSampled,
  inferenceDefaults,
  type InferenceSuite,
  nodeOf,
  proveSampling,
  scoreTask,
  statusOf,
  submitScore,
  type TestTask,
  uploadParameters,
  uploadResult,
  validateGroup,
} from "../../helpers/inferenceMarket.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee } = inferenceDefaults;
const SCORE = "0x0123456789abcdef";
const NEAR = "0x0123456789abcdee";
const FAR = "0xfedcba9876543210";

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection);
}

async function creditOf(suite: InferenceSuite, task: TestTask): Promise<bigint> {
  return suite.escrow.creditOf((await nodeOf(suite, task)).signer, suite.native);
}

describe("InferenceMarket: from creation to payment", () => {
  it("pays the node of a task that was not sampled when it proves its upload", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market } = suite;
    const task = await drawSampled(suite, false);
    const node = await nodeOf(suite, task);
    expect(await statusOf(suite, task)).to.equal("Started");
    await uploadParameters(suite, task);
    expect(await statusOf(suite, task)).to.equal("ParametersUploaded");
    await submitScore(suite, task);
    expect(await statusOf(suite, task)).to.equal("ScoreReady");
    const { proof } = await proveSampling(suite, task);
    await market.validateSingleTask(task.id, task.file as never, proof);
    expect(await statusOf(suite, task)).to.equal("Validated");

    await expect(uploadResult(suite, task))
      .to.emit(market, "TaskEndSuccess")
      .withArgs(task.id, suite.application, node.operator, fee);

    expect(await statusOf(suite, task)).to.equal("EndSuccess");
    expect(await creditOf(suite, task)).to.equal(fee);
    expect(await suite.escrow.heldBy(market, suite.native)).to.equal(0n);
    expect((await market.nodeOf(node.operator)).status).to.equal(1n);
  });

  it("shares one fee among three that agree, and pays the creator two back", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const first = await scoreTask(suite, true, {}, SCORE);
    const siblings = await createSiblings(suite, first, [NEAR, SCORE]);
    const tasks = [first, ...siblings];
    const before = await suite.escrow.creditOf(suite.application, suite.native);

    await validateGroup(suite, tasks);

    expect(await Promise.all(tasks.map((task) => statusOf(suite, task)))).to.deep.equal([
      "GroupValidated",
      "EndGroupRefund",
      "EndGroupRefund",
    ]);
    expect(await suite.escrow.creditOf(suite.application, suite.native)).to.equal(before + 2n * fee);

    await uploadResult(suite, first, tasks);

    expect(await statusOf(suite, first)).to.equal("EndGroupSuccess");
    const paid = await Promise.all(tasks.map((task) => creditOf(suite, task)));
    expect(paid.reduce((sum, part) => sum + part)).to.equal(fee);
    expect(paid.every((part) => part > fee / 4n)).to.equal(true);
    expect(await suite.escrow.heldBy(suite.market, suite.native)).to.equal(0n);
  });

  it("slashes the one whose result two others contradict", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const first = await scoreTask(suite, true, {}, FAR);
    const siblings = await createSiblings(suite, first, [SCORE, NEAR]);
    const tasks = [first, ...siblings];
    const liar = await nodeOf(suite, first);

    await validateGroup(suite, tasks);

    expect(await Promise.all(tasks.map((task) => statusOf(suite, task)))).to.deep.equal([
      "EndInvalidated",
      "GroupValidated",
      "EndGroupRefund",
    ]);
    expect(await suite.registry.slashableOf(liar.operator)).to.equal(inferenceDefaults.nodeStake / 2n);
    expect((await suite.market.nodeOf(liar.operator)).status).to.equal(7n);

    await uploadResult(suite, siblings[0]!, siblings);

    const paid = await Promise.all(tasks.map((task) => creditOf(suite, task)));
    expect(paid[0]).to.equal(0n);
    expect(paid[1]! + paid[2]!).to.equal(fee);
    expect(await suite.escrow.heldBy(suite.market, suite.native)).to.equal(0n);
  });
});
