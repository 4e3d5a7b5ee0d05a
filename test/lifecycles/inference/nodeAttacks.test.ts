import { expect } from "chai";
import { network } from "hardhat";

import {
  createTask,
  deployInference,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  joinNode,
  nodeOf,
  type TestTask,
  uploadParameters,
} from "../../helpers/inferenceMarket.ts";
import { answerRequest, answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { periods, executionBlocks, version } = inferenceDefaults;

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection);
}

async function started(suite: InferenceSuite) {
  const task = await createTask(suite);
  await drawTasks(suite, task);
  return { task, node: await nodeOf(suite, task) };
}
async function endUnfed({ market }: InferenceSuite, task: TestTask) {
  await networkHelpers.mine(periods.parameters);
  return market.abortTask(task.id, task.file as never);
}

describe("InferenceMarket: nodes that game their status", () => {
  it("a busy node cannot make itself available by resumeNode", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market } = suite;
    const { node } = await started(suite);
    await expect(market.connect(node.signer).resumeNode())
      .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
      .withArgs(node.operator, 2n, 1n);
  });

  it("a task whose node resumed can still be ended", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market } = suite;
    const { node, task } = await started(suite);
    await expect(market.connect(node.signer).resumeNode())
      .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
      .withArgs(node.operator, 2n, 1n);
    await expect(endUnfed(suite, task)).to.emit(market, "TaskEndAborted");
  });

  it("a busy node cannot make itself available by joinAsNode", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market } = suite;
    const { node } = await started(suite);
    await expect(market.connect(node.signer).joinAsNode(0, version, []))
      .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
      .withArgs(node.operator, 2n, 1n);
  });

  it("a paused node that joins again is not counted twice", async () => {
    const { market, nodes } = await networkHelpers.loadFixture(fixture);
    await market.connect(nodes[0]!.signer).pauseNode();
    await expect(market.connect(nodes[0]!.signer).joinAsNode(0, version, []))
      .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
      .withArgs(nodes[0]!.operator, 4n, 1n);
    expect(Number((await market.nodeCount(1, 0)).joined)).to.equal(4);
  });

  it("a node that asked for rest in a frozen list is not listed twice by joinAsNode", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market, nodes, beacon } = suite;
    const task = await createTask(suite);
    await beacon.request();
    for (const node of nodes) await market.connect(node.signer).pauseNode();
    await answerRequest(suite);
    await market.startTask(task.id);
    const drawn = await nodeOf(suite, task);
    const idle = nodes.find(({ operator }) => operator !== drawn.operator)!;
    await expect(market.connect(idle.signer).joinAsNode(0, version, []))
      .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
      .withArgs(idle.operator, 3n, 1n);
    const { available } = await market.nodeCount(1, 0);
    const listed = [];
    for (let index = 0; index < Number(available); ++index) listed.push((await market.listedAt(1, 0, index)).operator);
    expect(new Set(listed).size).to.equal(listed.length);
  });

  it("a node that quit cannot resume (only join)", async () => {
    const { market, nodes } = await networkHelpers.loadFixture(fixture);
    const { signer, operator } = nodes[0]!;
    await market.connect(signer).quitNode();
    await expect(market.connect(signer).resumeNode())
      .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
      .withArgs(operator, 6n, 1n);
  });

  it("a node that quit cannot change how many have joined, by describeNode", async () => {
    const { market, nodes } = await networkHelpers.loadFixture(fixture);
    const { signer, operator } = nodes[0]!;
    await market.connect(signer).quitNode();
    await expect(market.connect(signer).describeNode(0x020000, []))
      .to.be.revertedWithCustomError(market, "InferenceNodeNotMember")
      .withArgs(signer, operator);
    const joined = [(await market.nodeCount(1, 0)).joined, (await market.nodeCount(2, 0)).joined];
    expect(joined.map(Number)).to.deep.equal([3, 0]);
  });

  it("a skipped first entry does not keep waiting nodes out, and the round undrawable", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market, beacon, application } = suite;
    const old = await createTask(suite);
    await beacon.request();
    await joinNode(suite, (await ethers.getSigners())[9]!);
    const cancelled = await createTask(suite);
    const next = await createTask(suite);
    await market.connect(application).abortTask(cancelled.id, cancelled.file as never);
    await answerRequest(suite);
    await market.startTask(old.id);
    await answerRound(suite);
    await market.skipEntry(cancelled.id);
    await market.enterWaiting(10);
    await expect(market.startTask(next.id)).to.emit(market, "TaskStarted");
  });

  it("a task ends whose node left the pool longer ago than the unbonding period", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market, registry, nodes } = suite;
    for (const node of nodes) await registry.connect(node.signer).leavePool(await market.pool());
    await networkHelpers.time.increase((await registry.unbondingPeriod()) + 1n);
    const { task } = await started(suite);
    await uploadParameters(suite, task);
    await networkHelpers.mine(executionBlocks);
    await expect(market.abortTask(task.id, task.file as never)).to.emit(market, "TaskEndAborted");
  });

  it("a resting node that is still listed may quit once the round is drawn", async () => {
    const suite = await networkHelpers.loadFixture(fixture);
    const { market, nodes, beacon } = suite;
    const task = await createTask(suite);
    await beacon.request();
    for (const node of nodes) await market.connect(node.signer).pauseNode();
    await answerRequest(suite);
    await market.startTask(task.id);
    const drawn = await nodeOf(suite, task);
    const idle = nodes.find(({ operator }) => operator !== drawn.operator)!;
    await expect(market.connect(idle.signer).quitNode()).to.emit(market, "NodeMoved").withArgs(idle.operator, 3n, 6n);
  });
});
