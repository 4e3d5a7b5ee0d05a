import { expect } from "chai";
import { type Contract, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  completeWithCallback,
  deployActor,
  execute,
  orderOf,
  recordOf,
  runnerAt,
  submit,
  submitDrawn,
  submitFromActor,
  type TestTask,
} from "../../helpers/dispatch.ts";
import {
  advance,
  commit,
  consume,
  deployToken,
  expire,
  mineBefore,
  miss,
  nextBlock,
  reveal,
  settle,
  skip,
  timeOut,
} from "../../helpers/dispatchMoves.ts";
import { createRandom, type Random } from "../../helpers/random.ts";
import { rebuildTask } from "../../helpers/rebuildTask.ts";
import { storedTask } from "../../helpers/storedTask.ts";
import { answerRound, deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const WALKS = 48;
const WALKS_A_TEST = 12;
const MOODS = [0, 1, 2, 3, 5, 6] as const;
const FEE = suiteDefaults.beacon.entryFee;

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

async function expectRebuilt(suite: TestSuite, task: TestTask): Promise<void> {
  expect(await rebuildTask(suite, task)).to.deep.equal(await storedTask(suite, task));
}

describe("Dispatcher: events alone rebuild a task", () => {
  it("at each step of one that skips, misses, completes, fails its callback and is settled", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const mock = await deployActor(suite);
    await mock.setMood!(2);
    const { task, order } = await submitFromActor(suite, mock);
    const opened = () => recordOf(suite, task);
    const steps: (() => Promise<unknown>)[] = [
      () => answer(suite, task, order[1]!, 1n),
      () => skip(suite, task, order[0]!),
      () => miss(suite, task, order[2]!),
      () => answer(suite, task, order[3]!, 2n),
      () => answer(suite, task, order[4]!, 1n),
      async () => execute(suite, task, await opened()),
      async () => mock.cancel!(task.id, task.terms, (await opened()).record),
    ];

    await expectRebuilt(suite, task);
    for (const step of steps) {
      await step();
      await expectRebuilt(suite, task);
    }
    const sealedAt = Number(await nextBlock(suite)) - 1;
    await mineBefore(suite, sealedAt + defaults.consumeBlocks + 1);
    await settle(suite, task, { ...(await opened()).record, sealedAt });
    await expectRebuilt(suite, task);
  });

  it("of one that commits, misses a reveal and times out", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const terms = { commitBlocks: 20, revealBlocks: 5 };
    const { task, order } = await submitDrawn(suite, { terms });
    const salt = ethers.id("salt");

    for (const drawn of order.slice(0, 3)) {
      await commit(suite, task, drawn, 1n, salt);
      await expectRebuilt(suite, task);
    }
    await reveal(suite, task, order[0]!, 1n, salt);
    await expectRebuilt(suite, task);
    await networkHelpers.mine(20);
    await advance(suite, task, order[1]!);
    await expectRebuilt(suite, task);
    await timeOut(suite, task);
    await expectRebuilt(suite, task);
  });

  it("of one whose round was void", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const task = await submit(suite, buildRequest(suite, { timeoutBlocks: 2_000 }));
    await suite.beacon.request();
    await networkHelpers.mine(suiteDefaults.beacon.roundTimeout);

    await suite.dispatcher.reenterRound(task.id);

    await expectRebuilt(suite, task);
  });

  it("tell of every wei that left a task", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { task, opened } = await completeWithCallback(suite, [1n, 2n, 1n]);
    const { dispatcher } = suite;

    const receipt = await (await execute(suite, task, opened)).wait();

    const events = receipt!.logs.map((log) => dispatcher.interface.parseLog(log));
    const sum = (name: string, value: string) =>
      events.reduce((total, event) => total + (event?.name === name ? (event.args[value] as bigint) : 0n), 0n);
    expect(sum("RunnerPaid", "amount") + sum("ActorRefunded", "amount") + sum("CallbackExecuted", "paid")).to.equal(
      3n * defaults.paymentPerRunner + defaults.callbackBudget,
    );
  });
});

/** One random life of a task, from submission to the end. */
class Walk {
  readonly suite: TestSuite;
  readonly random: Random;
  readonly mock: Contract;
  readonly token: string;

  constructor(suite: TestSuite, random: Random, mock: Contract, token: string) {
    this.suite = suite;
    this.random = random;
    this.mock = mock;
    this.token = token;
  }

  async run(): Promise<TestTask> {
    const { suite, random, mock } = this;
    const numRunners = Number(random.between(1n, 6n));
    const callback = random.pick([{}, { budget: 1n }, { gasLimit: 0, budget: 0n }, { gasLimit: 600_000 }]);
    const terms = {
      currency: random.pick([ZeroAddress, this.token]),
      payoutPolicy: random.pick([0, 1, 2]),
      paymentPerRunner: random.between(1n, 10n ** 16n),
    };
    await mock.setMood!(random.pick(MOODS));
    const { task, order } = await submitFromActor(suite, mock, { numRunners, terms }, callback);
    await this.answerAll(task, order, numRunners);
    if ((await suite.dispatcher.statusOf(task.id)) === 2n) await this.finishCompleted(task);
    else await this.finishExpired(task);
    return task;
  }

  /** Each drawn position answers, passes, stays silent, or the world stops there. */
  async answerAll(task: TestTask, order: readonly DrawnPosition[], numRunners: number): Promise<void> {
    const { suite, random } = this;
    for (const drawn of order) {
      const { window, submittedCount } = await suite.lens.taskOf(task.id);
      if (submittedCount === BigInt(numRunners) || BigInt(drawn.position) >= window) return;
      const choice = Number(random.between(0n, 9n));
      if (choice === 9) return;
      if (choice === 8) await miss(suite, task, drawn);
      else if (choice === 7) await this.passOrMiss(task, drawn);
      else await answer(suite, task, drawn, random.between(1n, 2n));
    }
  }

  /** Who is out of time cannot pass any more. */
  async passOrMiss(task: TestTask, drawn: DrawnPosition): Promise<void> {
    const [, deadline] = await this.suite.dispatcher.responseTimeOf(task.id, drawn.position);
    if ((await nextBlock(this.suite)) > deadline) await miss(this.suite, task, drawn);
    else await skip(this.suite, task, drawn);
  }

  async finishCompleted(task: TestTask): Promise<void> {
    const { suite, random, mock } = this;
    const opened = await recordOf(suite, task);
    let { sealedAt } = opened.record;
    if (task.terms.callback.gasLimit !== 0) {
      await networkHelpers.mine(Number(random.between(0n, 20n)));
      if (random.between(0n, 2n) === 0n) await suite.dispatcher.bumpCallback(task.id, { value: 77n });
      if (random.between(0n, 5n) === 0n) sealedAt = await blockOf(mock.cancel!(task.id, task.terms, opened.record));
      else if (random.between(0n, 4n) !== 0n) {
        const block = await blockOf(execute(suite, task, opened));
        if ((await suite.lens.taskOf(task.id)).callback === 3n) sealedAt = block;
      }
    }
    if ((await suite.dispatcher.statusOf(task.id)) === 2n) await this.finish(task, sealedAt);
  }

  async finishExpired(task: TestTask): Promise<void> {
    const { suite } = this;
    const isFailed = (await suite.dispatcher.statusOf(task.id)) === 4n;
    await this.finish(task, await blockOf(isFailed ? expire(suite, task) : timeOut(suite, task)));
  }

  /** By consumption or by default. */
  async finish(task: TestTask, sealedAt: number): Promise<void> {
    const { suite, random, mock } = this;
    const { record } = await recordOf(suite, task, sealedAt);
    const [entry] = record.entries;
    if (entry !== undefined && random.between(0n, 1n) === 0n) {
      const runner = ethers.getAddress(ethers.toBeHex(entry >> 96n, 20));
      await mock.consume!(task.id, runner, task.terms, record);
      return;
    }
    await mineBefore(suite, sealedAt + 2 * defaults.consumeBlocks + 1);
    await settle(suite, task, record);
  }
}

async function blockOf(sent: Promise<{ wait(): Promise<{ blockNumber: number } | null> }>): Promise<number> {
  return (await (await sent).wait())!.blockNumber;
}

describe("Dispatcher: nothing is lost and nothing is made", () => {
  for (let first = 0; first < WALKS; first += WALKS_A_TEST) {
    it(`in the random lives ${first} to ${first + WALKS_A_TEST - 1}`, async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, registry, dispatcher, beacon, native, operators, governor, stranger, actor } = suite;
      const random = createRandom(`lives from ${first}`);
      const mock = await deployActor(suite);
      const account = await mock.getAddress();
      const token = await (await deployToken(suite, account)).getAddress();
      const everybody = [account, governor, stranger, actor, beacon, ...operators.map(({ signer }) => signer)];
      const wealth = async (currency: string) => {
        const credits = await Promise.all(everybody.map((one) => escrow.creditOf(one, currency)));
        return credits.reduce((sum, credit) => sum + credit, await escrow.heldBy(dispatcher, currency));
      };
      const stakes = async () => {
        const all = await Promise.all(operators.map(({ operator }) => registry.slashableOf(operator)));
        return all.reduce((sum, stake) => sum + stake, 0n);
      };
      const before = { native: (await wealth(native)) + (await stakes()), token: await wealth(token) };

      let bumped = 0n;
      for (let walk = 0; walk < WALKS_A_TEST; walk++) {
        const task = await new Walk(suite, random, mock, token).run();
        const bumps = await dispatcher.queryFilter(dispatcher.filters.CallbackBumped(task.id));
        bumped += bumps.reduce((sum, { args }) => sum + args.amount, 0n);
        expect(await dispatcher.statusOf(task.id)).to.equal(5n);
        await expectRebuilt(suite, task);
        expect([await escrow.heldBy(dispatcher, native), await escrow.heldBy(dispatcher, token)]).to.deep.equal([
          0n,
          0n,
        ]);
      }

      expect((await wealth(native)) + (await stakes())).to.equal(before.native + bumped);
      expect(await wealth(token)).to.equal(before.token);
      expect(await escrow.creditOf(beacon, native)).to.equal(BigInt(WALKS_A_TEST) * FEE);
    });
  }

  it("with twenty tasks open at once, held is what they have not paid", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { escrow, dispatcher, native } = suite;
    const random = createRandom("twenty at once");
    const tasks: TestTask[] = [];
    for (let i = 0; i < 20; i++) {
      const paymentPerRunner = random.between(1n, 10n ** 15n);
      tasks.push(await submit(suite, buildRequest(suite, { numRunners: 1, terms: { paymentPerRunner } })));
    }
    await answerRound(suite);
    let open = tasks.reduce((sum, { terms }) => sum + terms.paymentPerRunner, 0n);

    for (const task of tasks) {
      expect(await escrow.heldBy(dispatcher, native)).to.equal(open);
      const [first] = await orderOf(suite, task);
      await answer(suite, task, first!, 1n);
      await consume(suite, task, runnerAt(suite, first!).signer.address, (await recordOf(suite, task)).record);
      open -= task.terms.paymentPerRunner;
    }

    expect(await escrow.heldBy(dispatcher, native)).to.equal(0n);
  });
});
