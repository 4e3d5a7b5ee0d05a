import { expect } from "chai";
import { type Contract, ZeroHash } from "ethers";
import { network } from "hardhat";

import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { ProofType } from "../../../sdk/dispatch/taskTerms.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  orderOf,
  recordOf,
  runnerAt,
  submit,
  submitDrawn,
  type TestTask,
} from "../../helpers/dispatch.ts";
import {
  advance,
  deployToken,
  expire,
  mineBefore,
  miss,
  nextBlock,
  settle,
  skip,
} from "../../helpers/dispatchMoves.ts";
import { deployTestSuite, poolTerms, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const SKIP_QUOTA = 32;
const EPOCH_BLOCKS = 7_200n;
const REPORTER_BPS = 1_000n;
const MAX_POSITIONS = 40;
/** What a no-show costs with the defaults, in wei, and what of it the reporter gets. */
const SLASH = (defaults.stake * BigInt(defaults.noShowBps)) / 10_000n;
const BOUNTY = (SLASH * REPORTER_BPS) / 10_000n;

interface Drawn {
  suite: TestSuite;
  task: TestTask;
  order: DrawnPosition[];
}

async function drawnFixture(): Promise<Drawn> {
  const suite = await deployTestSuite(connection);
  return { suite, ...(await submitDrawn(suite)) };
}

/** One runner wanted, and seventeen to choose from. */
async function longFixture(): Promise<Drawn> {
  const suite = await deployTestSuite(connection, 17);
  return { suite, ...(await submitDrawn(suite, { numRunners: 1, timeoutBlocks: 2_000 })) };
}

/** A task whose results somebody judges whom nobody vetted. */
async function blamelessFixture(): Promise<Drawn> {
  const suite = await deployTestSuite(connection);
  const verifier = (await ethers.deployContract("VerifierMock")) as unknown as Contract;
  const proof = { proofType: ProofType.Custom, verifier: await verifier.getAddress(), termsHash: ZeroHash };
  return { suite, ...(await submitDrawn(suite, { terms: { proof } })) };
}

const operatorAt = (suite: TestSuite, drawn: DrawnPosition) => runnerAt(suite, drawn).operator;
const stakeAt = (suite: TestSuite, drawn: DrawnPosition) => suite.registry.slashableOf(operatorAt(suite, drawn));
const creditOf = (suite: TestSuite, account: string) => suite.escrow.creditOf(account, suite.native);

describe("Dispatcher: skipTask", () => {
  describe("given a runner in the first half of its time", () => {
    it("passes for free, and lets the next one in", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { signer, operator } = runnerAt(suite, order[1]!);

      await expect(skip(suite, task, order[1]!))
        .to.emit(suite.dispatcher, "TaskSkipped")
        .withArgs(task.id, signer.address, operator, 1, false);

      const view = await suite.lens.taskOf(task.id);
      expect([view.window, view.skippedPositions, view.noShowPositions]).to.deep.equal([4n, 0b10n, 0n]);
      expect(await stakeAt(suite, order[1]!)).to.equal(defaults.stake);
    });

    it("is free up to the middle block, and not a block later", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const [from, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
      const middle = from + (deadline - from) / 2n;
      await mineBefore(suite, middle);
      const snapshot = await networkHelpers.takeSnapshot();
      await skip(suite, task, order[0]!);
      expect(await stakeAt(suite, order[0]!)).to.equal(defaults.stake);
      await snapshot.restore();
      await mineBefore(suite, middle + 1n);

      await skip(suite, task, order[0]!);

      expect(await stakeAt(suite, order[0]!)).to.equal(defaults.stake - SLASH / 2n);
    });

    it("is free so many times an epoch, and costs half a no-show beyond", async () => {
      const suite = await deployTestSuite(connection, 2);
      const runner = suite.operators[0]!;
      const start = ((await nextBlock(suite)) / EPOCH_BLOCKS + 1n) * EPOCH_BLOCKS;
      await mineBefore(suite, start);
      expect(await suite.dispatcher.freeSkipsOf(runner.operator)).to.equal(SKIP_QUOTA);
      const skipOnce = async () => {
        const { task, order } = await submitDrawn(suite, { numRunners: 2 });
        const drawn = order.find(({ operator }) => operator === runner.operator)!;
        return skip(suite, task, drawn);
      };

      for (let used = 1; used <= SKIP_QUOTA; used++) {
        await skipOnce();
        expect(await suite.dispatcher.freeSkipsOf(runner.operator)).to.equal(SKIP_QUOTA - used);
      }
      expect(await suite.registry.slashableOf(runner.operator)).to.equal(defaults.stake);
      await skipOnce();

      expect(await suite.registry.slashableOf(runner.operator)).to.equal(defaults.stake - SLASH / 2n);
      expect(await suite.dispatcher.freeSkipsOf(runner.operator)).to.equal(0);
      await mineBefore(suite, start + EPOCH_BLOCKS);
      await networkHelpers.mine(1);
      expect(await suite.dispatcher.freeSkipsOf(runner.operator)).to.equal(SKIP_QUOTA);
      await skipOnce();
      expect(await suite.registry.slashableOf(runner.operator)).to.equal(defaults.stake - SLASH / 2n);
    });
  });

  describe("given a runner in the second half of its time", () => {
    it("costs half of a no-show, all for the treasury", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
      const { signer, operator } = runnerAt(suite, order[0]!);
      const credit = await creditOf(suite, suite.actor.address);
      await mineBefore(suite, deadline);

      const skipped = skip(suite, task, order[0]!);

      await expect(skipped)
        .to.emit(suite.dispatcher, "TaskSkipped")
        .withArgs(task.id, signer.address, operator, 0, true);
      expect(await stakeAt(suite, order[0]!)).to.equal(defaults.stake - SLASH / 2n);
      expect(await creditOf(suite, await suite.registry.treasury())).to.equal(SLASH / 2n);
      expect(await creditOf(suite, suite.actor.address)).to.equal(credit);
    });

    it("leaves reputation alone", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
      await mineBefore(suite, deadline);

      await skip(suite, task, order[0]!);

      expect(await suite.reputation.evidenceOf(operatorAt(suite, order[0]!))).to.deep.equal([0n, 0n]);
    });
  });

  describe("when it may not pass", () => {
    it("refuses who does not hold the position", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { position, hint } = order[0]!;

      await expect(suite.dispatcher.connect(suite.stranger).skipTask(task.id, { position, hint }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotSelected")
        .withArgs(task.id, 0, suite.stranger.address);
    });

    it("refuses a position behind the window", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

      await expect(skip(suite, task, order[3]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchOutsideWindow")
        .withArgs(task.id, 3, 3);
    });

    it("refuses to pass twice", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await skip(suite, task, order[0]!);

      await expect(skip(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySkipped")
        .withArgs(task.id, 0);
    });

    it("refuses to pass after answering", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await answer(suite, task, order[0]!, 1n);

      await expect(skip(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySubmitted")
        .withArgs(task.id, 0);
    });

    it("refuses to pass after having been reported", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await miss(suite, task, order[0]!);

      await expect(skip(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadyMissed")
        .withArgs(task.id, 0);
    });

    it("refuses to pass in the timeout block", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { timeoutBlock } = await suite.lens.taskOf(task.id);
      await mineBefore(suite, timeoutBlock);

      await expect(skip(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTooLate")
        .withArgs(task.id, timeoutBlock, timeoutBlock);
    });
  });
});

describe("Dispatcher: advance", () => {
  describe("given a silent runner", () => {
    it("splits what it costs into the actor's loss, the bounty and the treasury's part", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { signer, operator } = runnerAt(suite, order[0]!);
      const credit = await creditOf(suite, suite.actor.address);

      await expect(miss(suite, task, order[0]!))
        .to.emit(suite.dispatcher, "RunnerMissed")
        .withArgs(task.id, signer.address, operator, 0, SLASH);

      expect(await stakeAt(suite, order[0]!)).to.equal(defaults.stake - SLASH);
      expect((await creditOf(suite, suite.actor.address)) - credit).to.equal(defaults.paymentPerRunner);
      expect(await creditOf(suite, suite.stranger.address)).to.equal(BOUNTY);
      const rest = SLASH - BOUNTY - defaults.paymentPerRunner;
      expect(await creditOf(suite, await suite.registry.treasury())).to.equal(rest);
    });

    it("never compensates more than the slash leaves after the bounty", async () => {
      const suite = await deployTestSuite(connection);
      const { task, order } = await submitDrawn(suite, { terms: { paymentPerRunner: 10n * SLASH } });
      const credit = await creditOf(suite, suite.actor.address);

      await miss(suite, task, order[0]!);

      expect((await creditOf(suite, suite.actor.address)) - credit).to.equal(SLASH - BOUNTY);
      expect(await creditOf(suite, await suite.registry.treasury())).to.equal(0n);
    });

    it("compensates nobody for a share in another currency than the stake", async () => {
      const suite = await deployTestSuite(connection);
      const currency = await (await deployToken(suite)).getAddress();
      const { task, order } = await submitDrawn(suite, { terms: { currency } });
      const credit = await creditOf(suite, suite.actor.address);

      await miss(suite, task, order[0]!);

      expect(await creditOf(suite, suite.actor.address)).to.equal(credit);
      expect(await creditOf(suite, suite.stranger.address)).to.equal(BOUNTY);
      expect(await creditOf(suite, await suite.registry.treasury())).to.equal(SLASH - BOUNTY);
    });

    it("lowers its reputation", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const operator = operatorAt(suite, order[0]!);
      const before = await suite.reputation.scoreOf(operator);

      await miss(suite, task, order[0]!);

      expect(await suite.reputation.scoreOf(operator)).to.be.lessThan(before);
      const [successes, failures] = await suite.reputation.evidenceOf(operator);
      expect([successes, failures > 0n]).to.deep.equal([0n, true]);
    });

    it("marks the position as missed, and lets the next one in", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

      await miss(suite, task, order[2]!);

      const view = await suite.lens.taskOf(task.id);
      expect([view.window, view.skippedPositions, view.noShowPositions]).to.deep.equal([4n, 0n, 0b100n]);
    });

    it("reaches stake that is unbonding", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { signer, operator } = runnerAt(suite, order[0]!);
      await suite.registry.connect(signer).unstake(defaults.stake);
      expect(await suite.registry.slashableOf(operator)).to.equal(defaults.stake);

      await expect(miss(suite, task, order[0]!))
        .to.emit(suite.dispatcher, "RunnerMissed")
        .withArgs(task.id, signer.address, operator, 0, SLASH);
    });

    it("reaches a runner who left the pool after the submission", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await suite.registry.connect(runnerAt(suite, order[0]!).signer).leavePool(suite.pool);

      const [leaver] = await orderOf(suite, task);

      await miss(suite, task, leaver!);

      expect(await stakeAt(suite, leaver!)).to.equal(defaults.stake - SLASH);
    });
  });

  describe("when it may not be reported", () => {
    it("waits for the last block of its time", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
      await mineBefore(suite, deadline);

      await expect(advance(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchStillResponding")
        .withArgs(task.id, 0, deadline, deadline);
      await mineBefore(suite, deadline + 1n);
      await expect(advance(suite, task, order[0]!)).to.emit(suite.dispatcher, "RunnerMissed");
    });

    it("refuses to report twice", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await miss(suite, task, order[0]!);

      await expect(advance(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadyMissed")
        .withArgs(task.id, 0);
    });

    it("refuses to report who passed", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await skip(suite, task, order[0]!);

      await expect(advance(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySkipped")
        .withArgs(task.id, 0);
    });

    it("refuses a position behind the window", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

      await expect(advance(suite, task, order[3]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchOutsideWindow")
        .withArgs(task.id, 3, 3);
    });

    it("refuses to report anybody while the seed is unknown", async () => {
      const suite = await deployTestSuite(connection);
      const task = await submit(suite, buildRequest(suite));
      const { round } = await suite.lens.taskOf(task.id);
      await networkHelpers.mine(defaults.responseBlocks + 1);

      await expect(suite.dispatcher.advance(task.id, task.terms, { position: 0, hint: 0 }))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconRoundUnanswered")
        .withArgs(round);
    });

    it("blames nobody from the timeout block on", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { timeoutBlock } = await suite.lens.taskOf(task.id);
      await mineBefore(suite, timeoutBlock);

      await expect(advance(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTooLate")
        .withArgs(task.id, timeoutBlock, timeoutBlock);
    });
  });
});

describe("Dispatcher: the window", () => {
  it("starts the time of the first positions with the seed", async () => {
    const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
    const { round, submissionBlock } = await suite.lens.taskOf(task.id);
    const [, answeredAt] = await suite.beacon.roundOf(round);

    for (const position of [0, 1, 2]) {
      const [from, deadline] = await suite.dispatcher.responseTimeOf(task.id, position);
      expect([from, deadline - from]).to.deep.equal([answeredAt, BigInt(defaults.responseBlocks)]);
    }
    expect(answeredAt).to.be.greaterThan(submissionBlock);
    await expect(suite.dispatcher.responseTimeOf(task.id, 3))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchOutsideWindow")
      .withArgs(task.id, 3, 3);
  });

  it("gives each of fifteen late positions a time of its own, from the block that let it in", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(longFixture);
    const entered: bigint[] = [];

    for (let lost = 0; lost < 15; lost++) {
      await networkHelpers.mine(lost);
      const receipt = await (await skip(suite, task, order[lost]!)).wait();
      entered.push(BigInt(receipt!.blockNumber));
    }

    for (const [index, block] of entered.entries()) {
      const [from, deadline] = await suite.dispatcher.responseTimeOf(task.id, index + 1);
      expect([from, deadline]).to.deep.equal([block, block + BigInt(defaults.responseBlocks)]);
    }
    await expect(answer(suite, task, order[15]!, 1n))
      .to.emit(suite.dispatcher, "DispatchMoved")
      .withArgs(task.id, 1, 2);
  });

  it("holds each late position to its own deadline", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(longFixture);

    for (let lost = 0; lost < 15; lost++) {
      const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, lost);
      await mineBefore(suite, deadline);
      await expect(advance(suite, task, order[lost]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchStillResponding")
        .withArgs(task.id, lost, deadline, deadline);
      await mineBefore(suite, deadline + 1n);
      await advance(suite, task, order[lost]!);
    }

    const view = await suite.lens.taskOf(task.id);
    expect([view.window, view.noShowPositions]).to.deep.equal([16n, 2n ** 15n - 1n]);
  });

  it("fails a task whose roster is used up, and returns its money at once", async () => {
    const suite = await deployTestSuite(connection, 4);
    const { task, order } = await submitDrawn(suite);
    const credit = await creditOf(suite, suite.actor.address);
    await answer(suite, task, order[0]!, 1n);
    await skip(suite, task, order[1]!);
    expect(await suite.dispatcher.statusOf(task.id)).to.equal(1n);
    await skip(suite, task, order[2]!);
    expect(await suite.dispatcher.statusOf(task.id)).to.equal(1n);
    await skip(suite, task, order[3]!);
    expect(await suite.dispatcher.statusOf(task.id)).to.equal(4n);

    await expect(expire(suite, task)).to.emit(suite.dispatcher, "TaskFailed").withArgs(task.id, 1n, 3n);

    expect((await creditOf(suite, suite.actor.address)) - credit).to.equal(2n * defaults.paymentPerRunner);
    const sealedAt = Number(await nextBlock(suite)) - 1;
    const { record } = await recordOf(suite, task, sealedAt);
    await mineBefore(suite, sealedAt + defaults.consumeBlocks + 1);
    await settle(suite, task, record);
    expect(await creditOf(suite, order[0]!.controller)).to.equal(defaults.paymentPerRunner);
    expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(0n);
  });

  it("fails a task after forty positions, however large the roster", async () => {
    const suite = await deployTestSuite(connection, MAX_POSITIONS + 2);
    const { task, order } = await submitDrawn(suite, { numRunners: 1, timeoutBlocks: 2_000 });
    for (const drawn of order.slice(0, MAX_POSITIONS)) {
      expect(await suite.dispatcher.statusOf(task.id)).to.equal(1n);
      await skip(suite, task, drawn);
    }

    expect(await suite.dispatcher.statusOf(task.id)).to.equal(4n);
    await expect(answer(suite, task, order[MAX_POSITIONS]!, 1n))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongStatus")
      .withArgs(task.id, 4n, 1n);
    expect((await suite.lens.taskOf(task.id)).window).to.equal(BigInt(MAX_POSITIONS));
    await expect(expire(suite, task)).to.emit(suite.dispatcher, "TaskFailed").withArgs(task.id, 0n, 1n);
  });
});

describe("Dispatcher: blameless tasks", () => {
  it("lets a position pass on report, and blames nobody", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(blamelessFixture);
    const { signer, operator } = runnerAt(suite, order[0]!);

    const reported = miss(suite, task, order[0]!);

    await expect(reported)
      .to.emit(suite.dispatcher, "TaskSkipped")
      .withArgs(task.id, signer.address, operator, 0, false);
    await expect(reported).to.not.emit(suite.dispatcher, "RunnerMissed");
    expect(await suite.registry.slashableOf(operator)).to.equal(defaults.stake);
    expect(await suite.reputation.evidenceOf(operator)).to.deep.equal([0n, 0n]);
    expect((await suite.lens.taskOf(task.id)).window).to.equal(4n);
  });

  it("lets runners pass late for free, without touching their quota", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(blamelessFixture);
    const { signer, operator } = runnerAt(suite, order[0]!);
    const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
    await mineBefore(suite, deadline);

    await expect(skip(suite, task, order[0]!))
      .to.emit(suite.dispatcher, "TaskSkipped")
      .withArgs(task.id, signer.address, operator, 0, false);

    expect(await suite.registry.slashableOf(operator)).to.equal(defaults.stake);
    expect(await suite.dispatcher.freeSkipsOf(operator)).to.equal(SKIP_QUOTA);
  });

  it("blames again when governance vetted the verifier before the submission", async () => {
    const suite = await deployTestSuite(connection);
    const verifier = suite.stranger.address;
    await suite.dispatcher.setVetted(verifier, true);
    const proof = { proofType: ProofType.Custom, verifier, termsHash: ZeroHash };
    const { task, order } = await submitDrawn(suite, { terms: { proof } });

    await expect(miss(suite, task, order[0]!)).to.emit(suite.dispatcher, "RunnerMissed");
  });

  it("keeps its promise when governance vets the verifier after the submission", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(blamelessFixture);
    await suite.dispatcher.setVetted(task.terms.proof.verifier, true);

    await miss(suite, task, order[0]!);

    expect(await stakeAt(suite, order[0]!)).to.equal(defaults.stake);
  });
});

describe("Dispatcher: attacks on silence and passing", () => {
  it("does not let the actor or a reporter earn more than the runner loses", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const total = async () => {
      const accounts = [suite.actor.address, suite.stranger.address, await suite.registry.treasury()];
      const credits = await Promise.all(accounts.map((account) => creditOf(suite, account)));
      return credits.reduce((sum, credit) => sum + credit, await stakeAt(suite, order[0]!));
    };
    const before = await total();

    await miss(suite, task, order[0]!);

    expect(await total()).to.equal(before);
  });

  it("does not let a runner that reports itself come off cheaper than the bounty", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const { signer } = runnerAt(suite, order[0]!);
    const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
    await mineBefore(suite, deadline + 1n);

    await advance(suite, task, order[0]!, signer);

    const wealth = (await stakeAt(suite, order[0]!)) + (await creditOf(suite, signer.address));
    expect(wealth).to.equal(defaults.stake - SLASH + BOUNTY);
  });

  it("punishes each position once, also when two tasks miss the same runner", async () => {
    const suite = await deployTestSuite(connection, 1);
    const first = await submitDrawn(suite, { numRunners: 1 });
    const second = await submitDrawn(suite, { numRunners: 1 });

    await miss(suite, first.task, first.order[0]!);
    await miss(suite, second.task, second.order[0]!);

    const once = defaults.stake - SLASH;
    expect(await stakeAt(suite, first.order[0]!)).to.equal(once - (once * BigInt(defaults.noShowBps)) / 10_000n);
  });

  it("cannot slash beyond what the pool declared", async () => {
    const suite = await deployTestSuite(connection, 1);
    const { registry, dispatcher, operators } = suite;
    const terms = poolTerms(await dispatcher.getAddress(), ethers);
    const pool = await registry.openPool.staticCall({ ...terms, noShowBps: 0 });
    await registry.openPool({ ...terms, noShowBps: 0 });
    await registry.connect(operators[0]!.signer).joinPool(pool, "0x");
    const { task, order } = await submitDrawn(suite, { pool: Number(pool), numRunners: 1 });

    await miss(suite, task, order[0]!);

    expect(await stakeAt(suite, order[0]!)).to.equal(defaults.stake);
  });

  it("does not let a reporter starve the record of a no-show with any gas limit", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
    await mineBefore(suite, deadline + 1n);
    const { position, hint } = order[0]!;
    const { dispatcher, reputation, stranger } = suite;
    const outcomes = new Set<string>();

    for (let gasLimit = 150_000; gasLimit < 400_000; gasLimit += 4_000) {
      const snapshot = await networkHelpers.takeSnapshot();
      await ethers.provider.send("evm_setAutomine", [false]);
      const report = dispatcher.connect(stranger).advance(task.id, task.terms, { position, hint }, { gasLimit });
      const { hash } = await report;
      await networkHelpers.mine(1);
      await ethers.provider.send("evm_setAutomine", [true]);
      const receipt = (await ethers.provider.getTransactionReceipt(hash))!;
      const names = receipt.logs.map((log) => reputation.interface.parseLog(log)?.name);
      outcomes.add(`${receipt.status === 1} ${names.includes("OutcomeRecorded")}`);
      await snapshot.restore();
    }

    expect([...outcomes]).to.deep.equal(["false false", "true true"]);
  });
});
