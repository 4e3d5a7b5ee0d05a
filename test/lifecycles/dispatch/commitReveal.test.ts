import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { commitmentOf } from "../../../sdk/dispatch/commitmentOf.ts";
import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { defaults } from "../../helpers/defaults.ts";
import { answer, recordOf, resultOf, runnerAt, submitDrawn, type TestTask } from "../../helpers/dispatch.ts";
import {
  advance,
  commit,
  dispatcherOf,
  mineBefore,
  miss,
  nextBlock,
  reveal,
  settle,
  skip,
  timeOut,
} from "../../helpers/dispatchMoves.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const COMMIT_BLOCKS = 30;
const REVEAL_BLOCKS = 10;
const SLASH = (defaults.stake * BigInt(defaults.noShowBps)) / 10_000n;

interface Drawn {
  suite: TestSuite;
  task: TestTask;
  order: DrawnPosition[];
}

/** A drawn task with commitments. */
async function drawnFixture(): Promise<Drawn> {
  const suite = await deployTestSuite(connection);
  const terms = { commitBlocks: COMMIT_BLOCKS, revealBlocks: REVEAL_BLOCKS };
  return { suite, ...(await submitDrawn(suite, { terms })) };
}

/** The same with all three commitments, to the values 0, 1 and 2. */
async function committedFixture(): Promise<Drawn & { from: bigint; until: bigint }> {
  const { suite, task, order } = await drawnFixture();
  for (const drawn of order.slice(0, 3)) await commit(suite, task, drawn, BigInt(drawn.position), saltOf(drawn));
  const from = await nextBlock(suite);
  return { suite, task, order, from, until: from + BigInt(REVEAL_BLOCKS) };
}

async function openFixture(): Promise<Drawn> {
  const suite = await deployTestSuite(connection);
  return { suite, ...(await submitDrawn(suite)) };
}

const saltOf = ({ position }: DrawnPosition) => ethers.id(`salt ${position}`);
const answeredAt = async ({ suite, task }: Drawn) => (await suite.dispatcher.responseTimeOf(task.id, 0))[0];
const revealOwn = ({ suite, task, order }: Drawn, position: number) =>
  reveal(suite, task, order[position]!, BigInt(position), saltOf(order[position]!));

describe("Dispatcher: commitResult", () => {
  it("tells of the commitment, and marks the position", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const { controller } = order[1]!;
    const commitment = commitmentOf({ id: task.id, runner: controller, result: resultOf(1n), salt: ZeroHash });

    await expect(commit(suite, task, order[1]!, 1n, ZeroHash))
      .to.emit(suite.dispatcher, "ResultCommitted")
      .withArgs(task.id, controller, 1, commitment);

    const view = await suite.lens.taskOf(task.id);
    expect([view.committedPositions, view.submittedCount]).to.deep.equal([0b10n, 0n]);
  });

  it("takes commitments until the last block for them", async () => {
    const given = await networkHelpers.loadFixture(drawnFixture);
    const { suite, task, order } = given;
    const last = (await answeredAt(given)) + BigInt(COMMIT_BLOCKS);
    const until = last + 1n + BigInt(REVEAL_BLOCKS);
    await mineBefore(suite, last);
    await expect(commit(suite, task, order[0]!, 1n, ZeroHash)).to.emit(suite.dispatcher, "ResultCommitted");
    await mineBefore(suite, last + 1n);

    await expect(commit(suite, task, order[1]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase")
      .withArgs(task.id, last + 1n, last + 1n, until);
  });

  it("refuses a second commitment of one position", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    await commit(suite, task, order[0]!, 1n, ZeroHash);

    await expect(commit(suite, task, order[0]!, 2n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadyCommitted")
      .withArgs(task.id, 0);
  });

  it("refuses who does not hold the position", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const { position, hint } = order[0]!;
    const dispatcher = suite.dispatcher.connect(suite.stranger);

    await expect(dispatcher.commitResult(task.id, task.terms, { position, hint }, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotSelected")
      .withArgs(task.id, 0, suite.stranger.address);
  });

  it("refuses who skipped, or was reported", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    await skip(suite, task, order[0]!);
    await miss(suite, task, order[1]!);

    await expect(commit(suite, task, order[0]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySkipped")
      .withArgs(task.id, 0);
    await expect(commit(suite, task, order[1]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadyMissed")
      .withArgs(task.id, 1);
  });

  it("does not let a runner skip after it committed", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    await commit(suite, task, order[0]!, 1n, ZeroHash);

    await expect(skip(suite, task, order[0]!))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadyCommitted")
      .withArgs(task.id, 0);
  });

  it("lets the one who takes a lost place commit while there is time", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    await miss(suite, task, order[0]!);

    await expect(commit(suite, task, order[3]!, 1n, ZeroHash)).to.emit(suite.dispatcher, "ResultCommitted");
  });

  it("takes no commitments in the timeout block", async () => {
    const suite = await deployTestSuite(connection);
    const terms = { commitBlocks: defaults.timeoutBlocks, revealBlocks: 2 };
    const { task, order } = await submitDrawn(suite, { terms });
    const { timeoutBlock } = await suite.lens.taskOf(task.id);
    await mineBefore(suite, timeoutBlock);

    await expect(commit(suite, task, order[0]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTooLate")
      .withArgs(task.id, timeoutBlock, timeoutBlock);
  });
});

describe("Dispatcher: revealResult", () => {
  it("accepts each result, and completes the task with the last", async () => {
    const given = await networkHelpers.loadFixture(committedFixture);
    const { suite, task, order } = given;
    const { operator, signer } = runnerAt(suite, order[2]!);

    await expect(revealOwn(given, 2))
      .to.emit(suite.dispatcher, "ResultSubmitted")
      .withArgs(task.id, signer.address, operator, 2, resultOf(2n));
    await revealOwn(given, 0);
    await expect(revealOwn(given, 1)).to.emit(suite.dispatcher, "DispatchMoved").withArgs(task.id, 1, 2);
  });

  it("waits while commitments are missing and there is time for them", async () => {
    const given = await networkHelpers.loadFixture(drawnFixture);
    const { suite, task, order } = given;
    for (const drawn of order.slice(0, 2)) await commit(suite, task, drawn, BigInt(drawn.position), saltOf(drawn));
    const from = (await answeredAt(given)) + BigInt(COMMIT_BLOCKS) + 1n;
    await mineBefore(suite, from - 1n);

    await expect(revealOwn(given, 0))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase")
      .withArgs(task.id, from - 1n, from, from + BigInt(REVEAL_BLOCKS));
    await mineBefore(suite, from);
    await expect(revealOwn(given, 0)).to.emit(suite.dispatcher, "ResultSubmitted");
  });

  it("refuses the block of the last commitment", async () => {
    const given = await networkHelpers.loadFixture(committedFixture);
    const { suite, task, order, from, until } = given;
    const { position, hint } = order[0]!;
    const revealNow = dispatcherOf(suite, order[0]!).revealResult.staticCall;
    const overrides = { blockTag: Number(from) - 1 };

    await expect(revealNow(task.id, task.terms, { position, hint }, resultOf(0n), "0x", saltOf(order[0]!), overrides))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase")
      .withArgs(task.id, from - 1n, from, until);
  });

  it("runs from the block after the last commitment until its last block", async () => {
    const given = await networkHelpers.loadFixture(committedFixture);
    const { suite, task, until } = given;
    await expect(revealOwn(given, 0)).to.emit(suite.dispatcher, "ResultSubmitted");
    await mineBefore(suite, until);
    await expect(revealOwn(given, 1)).to.emit(suite.dispatcher, "ResultSubmitted");
    await mineBefore(suite, until + 1n);

    await expect(revealOwn(given, 2))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase")
      .withArgs(task.id, until + 1n, until - BigInt(REVEAL_BLOCKS), until);
  });

  it("takes no more commitments once the last one wanted is there", async () => {
    const { suite, task, order, from, until } = await networkHelpers.loadFixture(committedFixture);
    await mineBefore(suite, until + 1n);
    await advance(suite, task, order[0]!);

    const block = await nextBlock(suite);
    await expect(commit(suite, task, order[3]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase")
      .withArgs(task.id, block, from, until);
  });

  it("refuses another salt or another result than what was committed to", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(committedFixture);
    const runner = order[0]!.controller;
    const known = commitmentOf({ id: task.id, runner, result: resultOf(0n), salt: saltOf(order[0]!) });

    for (const [value, salt] of [
      [0n, ZeroHash],
      [1n, saltOf(order[0]!)],
    ] as const) {
      await expect(reveal(suite, task, order[0]!, value, salt))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongReveal")
        .withArgs(task.id, 0, commitmentOf({ id: task.id, runner, result: resultOf(value), salt }), known);
    }
  });

  it("refuses who never committed", async () => {
    const given = await networkHelpers.loadFixture(drawnFixture);
    const { suite, task, order } = given;
    const runner = order[0]!.controller;
    await mineBefore(suite, (await answeredAt(given)) + BigInt(COMMIT_BLOCKS) + 1n);

    await expect(reveal(suite, task, order[0]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongReveal")
      .withArgs(task.id, 0, commitmentOf({ id: task.id, runner, result: resultOf(1n), salt: ZeroHash }), ZeroHash);
  });

  it("refuses to reveal twice", async () => {
    const given = await networkHelpers.loadFixture(committedFixture);
    await revealOwn(given, 0);

    await expect(revealOwn(given, 0))
      .to.be.revertedWithCustomError(given.suite.dispatcher, "DispatchAlreadySubmitted")
      .withArgs(given.task.id, 0);
  });

  it("checks the schema when the result is seen first", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const dispatcher = dispatcherOf(suite, order[0]!);
    const claim = { position: 0, hint: order[0]!.hint };
    const commitment = commitmentOf({ id: task.id, runner: order[0]!.controller, result: "0x12", salt: ZeroHash });
    await dispatcher.commitResult(task.id, task.terms, claim, commitment);
    const until = (await suite.dispatcher.responseTimeOf(task.id, 0))[0] + BigInt(COMMIT_BLOCKS) + 1n;
    await mineBefore(suite, until);

    await expect(dispatcher.revealResult(task.id, task.terms, claim, "0x12", "0x", ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "ResultSchemaMismatch")
      .withArgs(task.terms.schema, 1);
  });

  it("takes the results of fewer than asked for, which then time out and are paid", async () => {
    const given = await networkHelpers.loadFixture(drawnFixture);
    const { suite, task, order } = given;
    for (const drawn of order.slice(0, 2)) await commit(suite, task, drawn, BigInt(drawn.position), saltOf(drawn));
    await mineBefore(suite, (await answeredAt(given)) + BigInt(COMMIT_BLOCKS) + 1n);
    await revealOwn(given, 0);
    await revealOwn(given, 1);

    const receipt = await (await timeOut(suite, task)).wait();
    const { record } = await recordOf(suite, task, receipt!.blockNumber);
    await mineBefore(suite, receipt!.blockNumber + defaults.consumeBlocks + 1);
    await settle(suite, task, record);

    for (const { controller } of order.slice(0, 2)) {
      expect(await suite.escrow.creditOf(controller, suite.native)).to.equal(defaults.paymentPerRunner);
    }
    expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(0n);
  });
});

describe("Dispatcher: commitments that are not revealed", () => {
  it("cost what a no-show costs, once the time to reveal is over", async () => {
    const { suite, task, order, until } = await networkHelpers.loadFixture(committedFixture);
    const { operator, signer } = runnerAt(suite, order[0]!);
    await mineBefore(suite, until);
    await expect(advance(suite, task, order[0]!))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchStillResponding")
      .withArgs(task.id, 0, until, until);
    await mineBefore(suite, until + 1n);

    await expect(advance(suite, task, order[0]!))
      .to.emit(suite.dispatcher, "RunnerMissed")
      .withArgs(task.id, signer.address, operator, 0, SLASH);

    expect(await suite.registry.slashableOf(operator)).to.equal(defaults.stake - SLASH);
  });

  it("are not a no-show while the response time alone is over", async () => {
    const given = await networkHelpers.loadFixture(drawnFixture);
    const { suite, task, order } = given;
    await commit(suite, task, order[0]!, 1n, ZeroHash);
    const [from, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
    const until = from + BigInt(COMMIT_BLOCKS) + 1n + BigInt(REVEAL_BLOCKS);
    await mineBefore(suite, deadline + 1n);

    await expect(advance(suite, task, order[0]!))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchStillResponding")
      .withArgs(task.id, 0, deadline + 1n, until);
  });

  it("leave who neither committed nor passed a no-show after its response time", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

    await expect(miss(suite, task, order[1]!)).to.emit(suite.dispatcher, "RunnerMissed");
  });
});

describe("Dispatcher: attacks on commitments", () => {
  it("makes a copied commitment useless", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const salt = saltOf(order[0]!);
    await commit(suite, task, order[0]!, 5n, salt);
    const copied = commitmentOf({ id: task.id, runner: order[0]!.controller, result: resultOf(5n), salt });
    const claim = { position: 1, hint: order[1]!.hint };
    await dispatcherOf(suite, order[1]!).commitResult(task.id, task.terms, claim, copied);
    await commit(suite, task, order[2]!, 5n, saltOf(order[2]!));
    await reveal(suite, task, order[0]!, 5n, salt);

    const given = commitmentOf({ id: task.id, runner: order[1]!.controller, result: resultOf(5n), salt });
    await expect(reveal(suite, task, order[1]!, 5n, salt))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongReveal")
      .withArgs(task.id, 1, given, copied);
  });

  it("does not let anybody reveal in another's name", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(committedFixture);
    const salt = saltOf(order[0]!);
    const { stranger } = suite;
    const claim = { position: 0, hint: order[0]!.hint };
    const parts = { id: task.id, result: resultOf(0n), salt };

    await expect(suite.dispatcher.connect(stranger).revealResult(task.id, task.terms, claim, resultOf(0n), "0x", salt))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongReveal")
      .withArgs(
        task.id,
        0,
        commitmentOf({ ...parts, runner: stranger.address }),
        commitmentOf({ ...parts, runner: order[0]!.controller }),
      );
  });

  it("does not take a commitment of another task", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const runner = order[0]!.controller;
    const known = commitmentOf({ id: ZeroHash, runner, result: resultOf(1n), salt: ZeroHash });
    const claim = { position: 0, hint: order[0]!.hint };
    await dispatcherOf(suite, order[0]!).commitResult(task.id, task.terms, claim, known);
    const given = commitmentOf({ id: task.id, runner, result: resultOf(1n), salt: ZeroHash });

    await expect(reveal(suite, task, order[0]!, 1n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongReveal")
      .withArgs(task.id, 0, given, known);
  });

  it("does not let a runner see the others' results first by sending its own in the open", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(committedFixture);

    await expect(answer(suite, task, order[0]!, 0n))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongMode")
      .withArgs(task.id, true);
  });

  it("takes no commitments and no reveals for a task in the open", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(openFixture);

    await expect(commit(suite, task, order[0]!, 0n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongMode")
      .withArgs(task.id, false);
    await expect(reveal(suite, task, order[0]!, 0n, ZeroHash))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongMode")
      .withArgs(task.id, false);
  });
});
