import { expect } from "chai";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { defaults } from "../../helpers/defaults.ts";
import { answer, buildRequest, orderOf, submit, submitDrawn, type TestTask } from "../../helpers/dispatch.ts";
import { mineBefore, nextBlock, timeOut } from "../../helpers/dispatchMoves.ts";
import { answerRound, deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const TIMEOUT_BLOCKS = 1_000;
const { roundTimeout } = suiteDefaults.beacon;

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

/** A task whose round was asked for, and never answered. */
async function voidFixture(): Promise<{ suite: TestSuite; task: TestTask }> {
  const suite = await deployTestSuite(connection);
  const task = await submit(suite, buildRequest(suite, { timeoutBlocks: TIMEOUT_BLOCKS }));
  await suite.beacon.request();
  await networkHelpers.mine(roundTimeout);
  return { suite, task };
}

describe("Dispatcher: reenterRound", () => {
  it("moves a task from its void round into the open one, for anybody", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);

    await expect(suite.dispatcher.connect(suite.stranger).reenterRound(task.id))
      .to.emit(suite.dispatcher, "TaskReentered")
      .withArgs(task.id, 1, 2);

    const view = await suite.lens.taskOf(task.id);
    expect([view.round, view.status, view.rosterSize]).to.deep.equal([2n, 1n, BigInt(defaults.rosterSize)]);
  });

  it("costs no second fee", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    const credit = await suite.escrow.creditOf(suite.actor, suite.native);

    await suite.dispatcher.reenterRound(task.id);

    expect(await suite.escrow.creditOf(suite.actor, suite.native)).to.equal(credit);
    expect(await suite.escrow.creditOf(suite.beacon, suite.native)).to.equal(suiteDefaults.beacon.entryFee);
  });

  it("draws from the roster of the submission with the seed of the new round", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    await suite.dispatcher.reenterRound(task.id);
    await answerRound(suite);

    const order = await orderOf(suite, task);
    const [from] = await suite.dispatcher.responseTimeOf(task.id, 0);

    const [, answeredAt] = await suite.beacon.roundOf(2);
    expect(from).to.equal(answeredAt);
    await expect(answer(suite, task, order[0]!, 1n)).to.emit(suite.dispatcher, "ResultSubmitted");
  });

  it("leaves the timeout block where it was", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    const { timeoutBlock } = await suite.lens.taskOf(task.id);

    await suite.dispatcher.reenterRound(task.id);

    expect((await suite.lens.taskOf(task.id)).timeoutBlock).to.equal(timeoutBlock);
  });

  it("waits for the last block in which the round can be answered", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const task = await submit(suite, buildRequest(suite, { timeoutBlocks: TIMEOUT_BLOCKS }));
    const requestedAt = await nextBlock(suite);
    await suite.beacon.request();
    await mineBefore(suite, requestedAt + BigInt(roundTimeout));

    await expect(suite.dispatcher.reenterRound(task.id))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchRoundNotVoid")
      .withArgs(task.id, 1);
    await mineBefore(suite, requestedAt + BigInt(roundTimeout) + 1n);
    await expect(suite.dispatcher.reenterRound(task.id)).to.emit(suite.dispatcher, "TaskReentered");
  });

  it("refuses a round that nobody asked for yet, however old", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const task = await submit(suite, buildRequest(suite, { timeoutBlocks: TIMEOUT_BLOCKS }));
    await networkHelpers.mine(2 * roundTimeout);

    await expect(suite.dispatcher.reenterRound(task.id))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchRoundNotVoid")
      .withArgs(task.id, 1);
  });

  it("refuses a round that was answered, so nobody can draw again", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { task } = await submitDrawn(suite, { timeoutBlocks: TIMEOUT_BLOCKS });
    await networkHelpers.mine(2 * roundTimeout);

    await expect(suite.dispatcher.reenterRound(task.id))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchRoundNotVoid")
      .withArgs(task.id, 1);
  });

  it("moves a task once for each void round", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    await suite.dispatcher.reenterRound(task.id);

    await expect(suite.dispatcher.reenterRound(task.id))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchRoundNotVoid")
      .withArgs(task.id, 2);
    await suite.beacon.request();
    await networkHelpers.mine(roundTimeout);
    await expect(suite.dispatcher.reenterRound(task.id))
      .to.emit(suite.dispatcher, "TaskReentered")
      .withArgs(task.id, 2, 3);
  });

  it("refuses a task that is out of time, which expires instead", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    const { timeoutBlock } = await suite.lens.taskOf(task.id);
    await mineBefore(suite, timeoutBlock);

    await expect(suite.dispatcher.reenterRound(task.id))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTooLate")
      .withArgs(task.id, timeoutBlock, timeoutBlock);
    await timeOut(suite, task);
    expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(0n);
  });

  it("works while submissions are paused", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    await suite.dispatcher.setPaused(true);

    await expect(suite.dispatcher.reenterRound(task.id)).to.emit(suite.dispatcher, "TaskReentered");
  });

  it("returns the money by timeout when governance no longer approves the market", async () => {
    const { suite, task } = await networkHelpers.loadFixture(voidFixture);
    await suite.registry.setMarket(suite.dispatcher, false);

    await expect(suite.dispatcher.reenterRound(task.id))
      .to.be.revertedWithCustomError(suite.beacon, "BeaconNotMarket")
      .withArgs(await suite.dispatcher.getAddress());
    await timeOut(suite, task);

    expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(0n);
  });
});
