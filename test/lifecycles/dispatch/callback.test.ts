import { expect } from "chai";
import { type Contract, keccak256, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { commitmentOf } from "../../../sdk/dispatch/commitmentOf.ts";
import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import type { OpenedRecord } from "../../../sdk/dispatch/resultRecord.ts";
import { type CallbackRequest, NO_CALLBACK, PayoutPolicy } from "../../../sdk/dispatch/taskTerms.ts";
import { encodeResultSchema } from "../../../sdk/schema/resultSchema.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  completeWithCallback,
  deployActor,
  execute,
  recordOf,
  resultOf,
  submitDrawn,
  submitFromActor,
  type TestTask,
} from "../../helpers/dispatch.ts";
import {
  CONSUME_INSIDE,
  CONSUME_LATER,
  deployToken,
  mineBefore,
  nextBlock,
  settle,
} from "../../helpers/dispatchMoves.ts";
import { sealOf } from "../../helpers/sealOf.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const Mood = {
  ConsumeLeading: 0,
  Ignore: 1,
  Revert: 2,
  BurnGas: 3,
  ReturnBomb: 4,
  ConsumeStranger: 5,
  ConsumeTwice: 6,
  Reenter: 7,
  Hungry: 8,
} as const;
const State = { None: 0n, Scheduled: 1n, Executing: 2n, Executed: 3n, Failed: 4n, Cancelled: 5n } as const;

const SHARE = defaults.paymentPerRunner;
const WINDOW = defaults.consumeBlocks;
const ROOMY = { gasLimit: 1_000_000 };
const MAX_RETURN_BYTES = 256;
const FIRST_BOUNTY_BPS = 1_000n;
const BOUNTY_STEP_BPS = 200n;
const LAST_BOUNTY_BPS = 10_000n;
const GAS_PRICE = 3_000_000_000n;
const BASE_FEE = 2_000_000_000n;
const SETTLEMENT_GAS = 120_000;
const ENTRY_GAS = 1_000;
const PAYEE_GAS = 75_000;
const CUSHION = 5_000;

interface Due {
  suite: TestSuite;
  task: TestTask;
  order: DrawnPosition[];
  mock: Contract;
  opened: OpenedRecord;
}

async function due(values: readonly bigint[], callback: Partial<CallbackRequest> = {}): Promise<Due> {
  const suite = await deployTestSuite(connection);
  return { suite, ...(await completeWithCallback(suite, values, {}, callback)) };
}

/** A callback that is due, of an actor that consumes the leading result. */
async function dueFixture(): Promise<Due> {
  return due([1n, 1n, 1n]);
}

/** The same with gas enough to do anything. */
async function roomyFixture(): Promise<Due> {
  return due([1n, 2n, 1n], ROOMY);
}

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

const creditOf = (suite: TestSuite, account: string, currency = suite.native) =>
  suite.escrow.creditOf(account, currency);
const heldOf = (suite: TestSuite, currency = suite.native) => suite.escrow.heldBy(suite.dispatcher, currency);
const stateOf = async (suite: TestSuite, task: TestTask) => (await suite.lens.taskOf(task.id)).callback;

/** Executes at a fixed price of gas, and tells what the executor spent and was credited. */
async function executeAt(due: Due, overrides: Record<string, unknown> = {}) {
  const { suite, task, opened } = due;
  const before = await creditOf(suite, suite.stranger.address);
  await networkHelpers.setNextBlockBaseFeePerGas(BASE_FEE);
  const options = { maxFeePerGas: GAS_PRICE, maxPriorityFeePerGas: GAS_PRICE - BASE_FEE, ...overrides };
  const receipt = (await (await execute(suite, task, opened, options)).wait())!;
  const paid = (await creditOf(suite, suite.stranger.address)) - before;
  return { paid, spent: receipt.gasUsed * receipt.gasPrice, receipt };
}

/** Gas that must be at hand right before a callback of the default limit: the limit, and what settles afterwards. */
function guardOf(payees: number, entries: number): bigint {
  return BigInt(defaults.callbackGasLimit + SETTLEMENT_GAS + ENTRY_GAS * entries + PAYEE_GAS * payees + CUSHION);
}

/** Executes in a block of its own, whatever becomes of it. */
async function attempt({ suite, task, opened }: Due, gasLimit: number): Promise<"reverted" | "executed" | "failed"> {
  const snapshot = await networkHelpers.takeSnapshot();
  await ethers.provider.send("evm_setAutomine", [false]);
  const { hash } = await execute(suite, task, opened, { gasLimit });
  await networkHelpers.mine(1);
  await ethers.provider.send("evm_setAutomine", [true]);
  const receipt = (await ethers.provider.getTransactionReceipt(hash))!;
  const names = receipt.logs.map((log) => suite.dispatcher.interface.parseLog(log)?.name);
  await snapshot.restore();
  if (receipt.status === 0) return "reverted";
  return names.includes("CallbackExecuted") ? "executed" : "failed";
}

describe("Dispatcher: executeCallback", () => {
  describe("given an actor that consumes", () => {
    it("hands the results to the actor, and settles when it returns", async () => {
      const given = await networkHelpers.loadFixture(dueFixture);
      const { suite, task, order, opened } = given;

      const executed = execute(suite, task, opened);

      await expect(executed).to.emit(suite.dispatcher, "CallbackExecuted");
      await expect(executed)
        .to.emit(suite.dispatcher, "TaskFinalized")
        .withArgs(task.id, order[0]!.controller, 1n, SHARE);
      await expect(executed)
        .to.emit(suite.dispatcher, "RunnerPaid")
        .withArgs(task.id, order[0]!.controller, order[0]!.controller, SHARE);
      expect(await creditOf(suite, order[0]!.controller)).to.equal(SHARE);
      expect(await stateOf(suite, task)).to.equal(State.Executed);
      expect(await heldOf(suite)).to.equal(0n);
    });

    it("executes once", async () => {
      const { suite, task, opened } = await networkHelpers.loadFixture(dueFixture);
      await execute(suite, task, opened);

      await expect(execute(suite, task, opened))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongStatus")
        .withArgs(task.id, 5n, 2n);
    });

    it("pays token shares in the token, and the executor in native coin", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const mock = await deployActor(suite);
      const currency = await (await deployToken(suite, await mock.getAddress())).getAddress();
      const { task, order } = await submitFromActor(suite, mock, { numRunners: 1, terms: { currency } });
      await answer(suite, task, order[0]!, 1n);

      await execute(suite, task, await recordOf(suite, task));

      expect(await creditOf(suite, order[0]!.controller, currency)).to.equal(SHARE);
      expect(await creditOf(suite, suite.stranger.address)).to.be.greaterThan(0n);
      expect([await heldOf(suite), await heldOf(suite, currency)]).to.deep.equal([0n, 0n]);
    });

    for (const [payoutPolicy, paid] of [
      [PayoutPolicy.MatchingConsumed, [1, 0, 1]],
      [PayoutPolicy.AllValid, [1, 1, 1]],
    ] as const) {
      it(`pays by ${Object.keys(PayoutPolicy)[payoutPolicy]} as well`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { task, order, opened } = await completeWithCallback(suite, [1n, 2n, 1n], { payoutPolicy });

        await execute(suite, task, opened);

        const credits = order.slice(0, 3).map(({ controller }) => creditOf(suite, controller));
        expect(await Promise.all(credits)).to.deep.equal(paid.map((times) => BigInt(times) * SHARE));
        expect(await heldOf(suite)).to.equal(0n);
      });
    }
  });

  describe("given an actor that looks on", () => {
    it("gets every runner, its variant, and the distinct results", async () => {
      const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
      await mock.setMood!(Mood.Ignore);

      await execute(suite, task, opened);

      for (const [index, variant] of [0n, 1n, 0n].entries()) {
        expect(await mock.seenRunners!(index)).to.equal(order[index]!.controller);
        expect(await mock.seenVariants!(index)).to.equal(variant);
      }
      expect([await mock.seenResults!(0), await mock.seenResults!(1)]).to.deep.equal([resultOf(1n), resultOf(2n)]);
    });

    for (const [values, leading, count] of [
      [[7n, 8n, 8n], 1, 2],
      [[7n, 8n], 0, 1],
      [[8n, 7n, 7n, 8n], 0, 2],
      [[1n, 2n, 3n, 3n, 2n], 1, 2],
      [[4n, 4n, 4n], 0, 3],
    ] as const) {
      it(`tells that variant ${leading} leads with ${count} when ${values.join()} came`, async () => {
        const { suite, task, opened, mock } = await due(values, ROOMY);
        await mock.setMood!(Mood.Ignore);

        await execute(suite, task, opened);

        expect([await mock.seenLeading!(), await mock.seenCount!()]).to.deep.equal([BigInt(leading), BigInt(count)]);
      });
    }

    it("pays the executor, returns the rest of the budget, and keeps the shares for later", async () => {
      const given = await networkHelpers.loadFixture(roomyFixture);
      const { suite, task, mock } = given;
      const credit = await creditOf(suite, await mock.getAddress());
      await mock.setMood!(Mood.Ignore);

      const { paid } = await executeAt(given);

      expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(defaults.callbackBudget - paid);
      expect(await heldOf(suite)).to.equal(3n * SHARE);
      expect(await suite.dispatcher.statusOf(task.id)).to.equal(2n);
    });

    it("is not called a second time", async () => {
      const { suite, task, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
      await mock.setMood!(Mood.Ignore);
      const receipt = await (await execute(suite, task, opened)).wait();
      const record = { ...opened.record, sealedAt: receipt!.blockNumber };

      await expect(execute(suite, task, { ...opened, record }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongCallbackState")
        .withArgs(task.id, State.Executed);
    });

    it("leaves the results to the default when the window passes", async () => {
      const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
      await mock.setMood!(Mood.Ignore);
      const receipt = await (await execute(suite, task, opened)).wait();
      await mineBefore(suite, receipt!.blockNumber + WINDOW + 1);

      await settle(suite, task, { ...opened.record, sealedAt: receipt!.blockNumber });

      for (const { controller } of order.slice(0, 3)) expect(await creditOf(suite, controller)).to.equal(SHARE);
      expect(await heldOf(suite)).to.equal(0n);
    });
  });

  describe("when it may not run", () => {
    it("refuses the block that scheduled it", async () => {
      const { suite, task, opened } = await networkHelpers.loadFixture(dueFixture);
      const { sealedAt } = opened.record;
      const { dispatcher, stranger } = suite;
      const executeNow = dispatcher.connect(stranger).executeCallback.staticCall;

      await expect(
        executeNow(task.id, task.terms, opened.record, opened.results, { blockTag: sealedAt, gasLimit: 5_000_000n }),
      )
        .to.be.revertedWithCustomError(dispatcher, "DeferredCallTooEarly")
        .withArgs(sealedAt, sealedAt);
    });

    it("runs until its last block, and not after", async () => {
      const { suite, task, opened } = await networkHelpers.loadFixture(dueFixture);
      const expiresAt = opened.record.sealedAt + WINDOW;
      await mineBefore(suite, expiresAt);
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(execute(suite, task, opened)).to.emit(suite.dispatcher, "CallbackExecuted");
      await snapshot.restore();
      await mineBefore(suite, expiresAt + 1);

      await expect(execute(suite, task, opened))
        .to.be.revertedWithCustomError(suite.dispatcher, "DeferredCallExpired")
        .withArgs(expiresAt + 1, expiresAt);
    });

    it("refuses a seal moved to revive it", async () => {
      const { suite, task, opened } = await networkHelpers.loadFixture(dueFixture);
      await mineBefore(suite, opened.record.sealedAt + WINDOW + 1);
      const record = { ...opened.record, sealedAt: opened.record.sealedAt + 1 };

      await expect(execute(suite, task, { ...opened, record }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongRecord")
        .withArgs(task.id, sealOf(record), sealOf(opened.record));
    });

    it("refuses a task without a callback", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { task, order } = await submitDrawn(suite, { numRunners: 1, terms: { callback: NO_CALLBACK } });
      await answer(suite, task, order[0]!, 1n);

      await expect(execute(suite, task, await recordOf(suite, task)))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongCallbackState")
        .withArgs(task.id, State.None);
    });
  });

  describe("attacks: which result leads", () => {
    type Forge = (opened: OpenedRecord) => OpenedRecord;
    const forgeries: Record<string, readonly [variant: number, forge: Forge]> = {
      "results in another order": [
        1,
        ({ record, results }) => ({
          record: { ...record, entries: record.entries.map((entry) => entry ^ 1n) },
          results: results.toReversed(),
        }),
      ],
      "a result told twice": [
        2,
        ({ record, results }) => ({
          record: { ...record, entries: [record.entries[0]!, record.entries[1]!, record.entries[2]! | 2n] },
          results: [...results, results[0]!],
        }),
      ],
      "a result that nobody gave": [2, ({ record, results }) => ({ record, results: [...results, "0x1234"] })],
      "a result left out": [2, ({ record, results }) => ({ record, results: results.slice(0, 1) })],
      "a variant that is not there": [
        9,
        ({ record, results }) => ({
          record: { ...record, entries: [record.entries[0]! | 9n, ...record.entries.slice(1)] },
          results,
        }),
      ],
    };

    for (const [what, [variant, forge]] of Object.entries(forgeries)) {
      it(`refuses ${what}`, async () => {
        const { suite, task, opened } = await networkHelpers.loadFixture(roomyFixture);

        await expect(execute(suite, task, forge(opened)))
          .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongVariants")
          .withArgs(task.id, variant);
      });
    }

    it("refuses result bytes that nobody sent", async () => {
      const { suite, task, opened } = await networkHelpers.loadFixture(roomyFixture);

      const [, ...others] = opened.results;
      const record = { ...opened.record, variants: [keccak256(resultOf(9n)), ...opened.record.variants.slice(1)] };

      await expect(execute(suite, task, { ...opened, results: [resultOf(9n), ...others] }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongRecord")
        .withArgs(task.id, sealOf(record), sealOf(opened.record));
    });

    it("needs no variants from the executor, and believes none", async () => {
      const { suite, task, opened } = await networkHelpers.loadFixture(roomyFixture);
      const record = { ...opened.record, variants: [ZeroHash, ZeroHash, ZeroHash] };

      await expect(execute(suite, task, { ...opened, record })).to.emit(suite.dispatcher, "CallbackExecuted");
    });
  });
});

describe("Dispatcher: callbacks that fail", () => {
  const errorOf = (mock: Contract, mood: number) => mock.interface.encodeErrorResult("ActorUnhappy", [mood]);
  const moods: Record<string, (mock: Contract) => string | undefined> = {
    Revert: (mock) => errorOf(mock, Mood.Revert),
    BurnGas: () => "0x",
    ReturnBomb: () => undefined,
    ConsumeStranger: () => undefined,
    ConsumeTwice: () => undefined,
  };

  for (const [name, reasonOf] of Object.entries(moods)) {
    it(`pays the executor and keeps the task open when the actor is in the mood ${name}`, async () => {
      const given = await networkHelpers.loadFixture(roomyFixture);
      const { suite, task, order, opened, mock } = given;
      await mock.setMood!(Mood[name as keyof typeof Mood]);
      const credit = await creditOf(suite, await mock.getAddress());

      const { paid, spent, receipt } = await executeAt(given);

      const failed = receipt.logs
        .map((log) => suite.dispatcher.interface.parseLog(log))
        .find((event) => event?.name === "CallbackFailed");
      const reason = reasonOf(mock);
      if (reason !== undefined) expect(failed!.args.reason).to.equal(reason);
      expect(ethers.dataLength(failed!.args.reason)).to.be.at.most(MAX_RETURN_BYTES);
      expect([failed!.args.executor, failed!.args.paid]).to.deep.equal([suite.stranger.address, paid]);
      expect(paid).to.be.at.least(spent);
      expect(await stateOf(suite, task)).to.equal(State.Failed);
      expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(defaults.callbackBudget - paid);

      await mineBefore(suite, opened.record.sealedAt + 2 * WINDOW + 1);
      await settle(suite, task, opened.record);
      for (const { controller } of order.slice(0, 3)) expect(await creditOf(suite, controller)).to.equal(SHARE);
      expect(await heldOf(suite)).to.equal(0n);
    });
  }

  it("tells whom the actor consumed though no result of theirs was accepted", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    await mock.setMood!(Mood.ConsumeStranger);
    await execute(suite, task, opened);

    const [event] = await suite.dispatcher.queryFilter(suite.dispatcher.filters.CallbackFailed(task.id));

    const reason = [task.id, await mock.getAddress()];
    expect(event!.args.reason).to.equal(
      suite.dispatcher.interface.encodeErrorResult("DispatchNoSuchResult", reason as [string, string]),
    );
  });

  it("tells whom the actor consumed first when it consumes twice", async () => {
    const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    await mock.setMood!(Mood.ConsumeTwice);
    await execute(suite, task, opened);

    const [event] = await suite.dispatcher.queryFilter(suite.dispatcher.filters.CallbackFailed(task.id));

    expect(event!.args.reason).to.equal(
      suite.dispatcher.interface.encodeErrorResult("DispatchAlreadyConsumed", [task.id, order[0]!.controller]),
    );
  });

  it("takes a target without code for a failure", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { task, opened } = await completeWithCallback(suite, [1n], {}, { target: suite.actor.address });

    await expect(execute(suite, task, opened)).to.emit(suite.dispatcher, "CallbackFailed");

    expect(await stateOf(suite, task)).to.equal(State.Failed);
  });

  it("takes a selector that the target lacks for a failure", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { task, opened } = await completeWithCallback(suite, [1n], {}, { selector: "0xdeadbeef" });

    await expect(execute(suite, task, opened)).to.emit(suite.dispatcher, "CallbackFailed");
  });

  it("may be retried by anyone, and pays nothing without a fresh bump", async () => {
    const given = await networkHelpers.loadFixture(dueFixture);
    const { suite, task, order, opened, mock } = given;
    await mock.setMood!(Mood.Revert);
    await execute(suite, task, opened);
    await mock.setMood!(Mood.ConsumeLeading);

    const { paid } = await executeAt(given);

    expect(paid).to.equal(0n);
    expect(await creditOf(suite, order[0]!.controller)).to.equal(SHARE);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("pays a retry from a fresh bump, once", async () => {
    const given = await networkHelpers.loadFixture(dueFixture);
    const { suite, task, opened, mock } = given;
    await mock.setMood!(Mood.Revert);
    await execute(suite, task, opened);
    await suite.dispatcher.connect(suite.actor).bumpCallback(task.id, { value: defaults.callbackBudget });

    const second = await executeAt(given);
    const third = await executeAt(given);

    expect(second.paid).to.be.at.least(second.spent);
    expect(third.paid).to.equal(0n);
    expect(await heldOf(suite)).to.equal(3n * SHARE);
  });

  it("may not be retried after its life", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    await mock.setMood!(Mood.Revert);
    await execute(suite, task, opened);
    const expiresAt = opened.record.sealedAt + WINDOW;
    await mineBefore(suite, expiresAt + 1);

    await expect(execute(suite, task, opened))
      .to.be.revertedWithCustomError(suite.dispatcher, "DeferredCallExpired")
      .withArgs(expiresAt + 1, expiresAt);
  });

  it("lets the actor consume after a failure, until two windows are over", async () => {
    const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    await mock.setMood!(Mood.Revert);
    await execute(suite, task, opened);
    await mineBefore(suite, opened.record.sealedAt + 2 * WINDOW);

    await mock.consume!(task.id, order[2]!.controller, task.terms, opened.record);

    expect(await creditOf(suite, order[2]!.controller)).to.equal(SHARE);
    expect(await heldOf(suite)).to.equal(0n);
  });
});

describe("Dispatcher: attacks from inside a callback", () => {
  const claim = { position: 0, hint: 0 };
  type Attack = (given: Due) => string;
  const encoderOf = ({ suite }: Due) => suite.dispatcher.interface;
  const attacks: Record<string, Attack> = {
    reenterRound: (given) => encoderOf(given).encodeFunctionData("reenterRound", [given.task.id]),
    expire: (given) => encoderOf(given).encodeFunctionData("expire", [given.task.id, given.task.terms]),
    submitResult: (given) =>
      encoderOf(given).encodeFunctionData("submitResult", [given.task.id, given.task.terms, claim, resultOf(1n), "0x"]),
    commitResult: (given) =>
      encoderOf(given).encodeFunctionData("commitResult", [given.task.id, given.task.terms, claim, ZeroHash]),
    revealResult: ({ suite, task }) =>
      suite.dispatcher.interface.encodeFunctionData("revealResult", [
        task.id,
        task.terms,
        claim,
        resultOf(1n),
        "0x",
        commitmentOf({ id: task.id, runner: suite.stranger.address, result: "0x", salt: ZeroHash }),
      ]),
    skipTask: (given) => encoderOf(given).encodeFunctionData("skipTask", [given.task.id, claim]),
    advance: (given) => encoderOf(given).encodeFunctionData("advance", [given.task.id, given.task.terms, claim]),
    executeCallback: (given) => executionOf(given),
    bumpCallback: (given) => encoderOf(given).encodeFunctionData("bumpCallback", [given.task.id]),
    cancelCallback: ({ suite, task, opened }) =>
      suite.dispatcher.interface.encodeFunctionData("cancelCallback", [task.id, task.terms, opened.record]),
    "consumeResult later": ({ suite, task, order, opened }) =>
      suite.dispatcher.interface.encodeFunctionData(CONSUME_LATER, [
        task.id,
        order[0]!.controller,
        task.terms,
        opened.record,
      ]),
    settle: ({ suite, task, opened }) =>
      suite.dispatcher.interface.encodeFunctionData("settle", [task.id, task.terms, opened.record]),
  };

  for (const [name, attack] of Object.entries(attacks)) {
    it(`cannot re-enter ${name}`, async () => {
      const given = await networkHelpers.loadFixture(roomyFixture);
      const { suite, task, opened, mock } = given;
      await mock.setMood!(Mood.Reenter);
      await mock.setAttack!(attack(given));

      await expect(execute(suite, task, opened)).to.emit(suite.dispatcher, "CallbackExecuted");

      expect(await mock.attackSucceeded!()).to.equal(false);
      expect(await mock.attackReason!()).to.equal(
        suite.dispatcher.interface.encodeErrorResult("ReentrancyGuardReentrantCall", []),
      );
      expect(await heldOf(suite)).to.equal(3n * SHARE);
    });
  }

  it("cannot consume for another of its tasks", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    const other = await submitFromActor(suite, mock, { numRunners: 1 });
    await answer(suite, other.task, other.order[0]!, 1n);
    await mock.setMood!(Mood.Reenter);
    const values = [other.task.id, other.order[0]!.controller] as [string, string];
    await mock.setAttack!(suite.dispatcher.interface.encodeFunctionData(CONSUME_INSIDE, values));

    await execute(suite, task, opened);

    expect(await mock.attackReason!()).to.equal(
      suite.dispatcher.interface.encodeErrorResult("DispatchNotExecuting", [other.task.id]),
    );
  });

  it("cannot consume a runner that only another of its tasks has, in the same transaction", async () => {
    const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    const other = await submitFromActor(suite, mock, { numRunners: 8 }, ROOMY);
    for (const drawn of other.order) await answer(suite, other.task, drawn, 1n);
    await mock.setMood!(Mood.Reenter);
    const outsider = order[3]!.controller;
    await mock.setAttack!(suite.dispatcher.interface.encodeFunctionData(CONSUME_INSIDE, [task.id, outsider]));
    const batch = await deployActor(suite);

    const second = { suite, task, order, opened, mock };
    const first = { ...second, ...other, opened: await recordOf(suite, other.task) };
    await batch.actMany!(suite.dispatcher, [executionOf(first), executionOf(second)]);

    expect(await mock.attackReason!()).to.equal(
      suite.dispatcher.interface.encodeErrorResult("DispatchNoSuchResult", [task.id, outsider]),
    );
  });

  it("cannot lend its right to consume to somebody it calls", async () => {
    const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    const friend = await deployActor(suite);
    const consumption = suite.dispatcher.interface.encodeFunctionData(CONSUME_INSIDE, [task.id, order[0]!.controller]);
    await mock.setMood!(Mood.Reenter);
    await mock.setAttackTarget!(friend);
    await mock.setAttack!(
      friend.interface.encodeFunctionData("act", [await suite.dispatcher.getAddress(), consumption]),
    );

    await execute(suite, task, opened);

    const values = [await mock.getAddress(), await friend.getAddress()] as [string, string];
    expect(await mock.attackReason!()).to.equal(
      suite.dispatcher.interface.encodeErrorResult("DispatchNotActor", values),
    );
  });

  it("leaves nothing behind with which to consume after it returned", async () => {
    const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    await mock.setMood!(Mood.Ignore);
    await execute(suite, task, opened);
    const consumption = suite.dispatcher.interface.encodeFunctionData(CONSUME_INSIDE, [task.id, order[0]!.controller]);

    await expect(mock.act!(suite.dispatcher, consumption))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotExecuting")
      .withArgs(task.id);
  });

  it("lets nobody consume for the id zero outside of callbacks", async () => {
    const { suite } = await networkHelpers.loadFixture(dueFixture);

    await expect(suite.dispatcher.connect(suite.stranger)[CONSUME_INSIDE](ZeroHash, suite.stranger))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotActor")
      .withArgs(ZeroAddress, suite.stranger.address);
  });

  for (const ground of ["escrow", "registry", "beacon", "reputation", "dispatcher"] as const) {
    it(`cannot call the ${ground} in the Dispatcher's name`, async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const target = await suite[ground].getAddress();
      const { callbackGasLimit: gasLimit, maxTip, callbackBudget: budget } = defaults;
      const callback = { target, selector: "0x00000000", gasLimit, maxTip, budget };

      await expect(suite.dispatcher.connect(suite.actor).submitTask(buildRequest(suite, { terms: { callback } })))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchForbiddenTarget")
        .withArgs(target);
    });
  }
});

describe("Dispatcher: what an executor is paid", () => {
  for (const mood of ["Ignore", "Revert", "BurnGas", "ReturnBomb"] as const) {
    it(`covers its gas when the actor is in the mood ${mood}`, async () => {
      const given = await networkHelpers.loadFixture(roomyFixture);
      await given.mock.setMood!(Mood[mood]);

      const { paid, spent } = await executeAt(given);

      expect(paid).to.be.at.least(spent);
      expect(paid).to.be.at.most(defaults.callbackBudget);
    });
  }

  it("covers its gas for results of 5 kB", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const schema = encodeResultSchema({ kind: "Raw", maxBytes: 5_000n });
    const mock = await deployActor(suite);
    const { task, order } = await submitFromActor(suite, mock, { terms: { schema } }, ROOMY);
    for (const [index, drawn] of order.slice(0, 3).entries()) {
      const { position, hint } = drawn;
      const runner = suite.operators.find(({ operator }) => operator === drawn.operator)!.signer;
      const result = `0x${`f${index}`.repeat(5_000)}`;
      await suite.dispatcher.connect(runner).submitResult(task.id, task.terms, { position, hint }, result, "0x");
    }

    const { paid, spent } = await executeAt({ suite, task, order, mock, opened: await recordOf(suite, task) });

    expect(paid).to.be.at.least(spent);
  });

  it("never exceeds the budget", async () => {
    const given = await due([1n, 1n, 1n], { budget: 1_000n });
    const { suite, mock } = given;
    const credit = await creditOf(suite, await mock.getAddress());

    const { paid } = await executeAt(given);

    expect(paid).to.equal(1_000n);
    expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(2n * SHARE);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("is nothing when there is no budget, and the callback runs all the same", async () => {
    const given = await due([1n], { budget: 0n });

    const { paid } = await executeAt(given);

    expect(paid).to.equal(0n);
    expect(await heldOf(given.suite)).to.equal(0n);
  });

  it("grows with the age of the callback, up to the cap", async () => {
    const given = await networkHelpers.loadFixture(dueFixture);
    const { suite, opened } = given;
    const snapshot = await networkHelpers.takeSnapshot();
    const { paid: first } = await executeAt(given);
    const bountyAt = (age: bigint) => {
      const bounty = FIRST_BOUNTY_BPS + age * BOUNTY_STEP_BPS;
      return bounty < LAST_BOUNTY_BPS ? bounty : LAST_BOUNTY_BPS;
    };

    for (const age of [1n, 10n, 44n, 45n, 49n]) {
      await snapshot.restore();
      await mineBefore(suite, BigInt(opened.record.sealedAt) + 1n + age);
      const { paid } = await executeAt(given);
      const expected = (first * (10_000n + bountyAt(age))) / (10_000n + bountyAt(0n));
      expect(paid).to.be.closeTo(expected, expected / 1_000n);
    }
  });

  it("bounds the tip", async () => {
    const given = await networkHelpers.loadFixture(dueFixture);
    const snapshot = await networkHelpers.takeSnapshot();
    const tip = defaults.maxTip;
    const modest = await executeAt(given, { maxFeePerGas: BASE_FEE + tip, maxPriorityFeePerGas: tip });
    await snapshot.restore();

    const greedy = await executeAt(given, { maxFeePerGas: 50n * tip, maxPriorityFeePerGas: 40n * tip });

    expect(greedy.paid).to.be.closeTo(modest.paid, modest.paid / 1_000n);
  });

  for (const [policy, runners] of [
    [0, 1],
    [0, 3],
    [1, 3],
    [2, 3],
    [2, 8],
  ] as const) {
    it(`covers its gas when the actor consumes, with policy ${policy} and ${runners} runners, fresh or steady`, async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      for (let round = 0; round < 2; round++) {
        const values = Array.from({ length: runners }, () => 1n);
        const completed = await completeWithCallback(suite, values, { payoutPolicy: policy });
        await networkHelpers.mine(1);

        const { paid, spent } = await executeAt({ suite, ...completed });

        expect(paid).to.be.at.least(spent);
      }
    });
  }

  it("does not pay for calldata that the call does not need", async () => {
    const given = await networkHelpers.loadFixture(dueFixture);
    const { suite, opened } = given;
    const snapshot = await networkHelpers.takeSnapshot();
    const plain = await executeAt(given);
    await snapshot.restore();
    const variants = Array.from({ length: 400 }, () => ethers.id("padding"));

    const padded = await executeAt({ ...given, opened: { ...opened, record: { ...opened.record, variants } } });

    expect(padded.spent - plain.spent).to.be.greaterThan(plain.paid / 2n);
    expect(padded.paid - plain.paid).to.be.lessThan(plain.paid / 50n);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("comes from the budget of its own task alone", async () => {
    const given = await due([1n], { budget: 1n });
    const { suite } = given;
    await submitDrawn(suite);
    const held = await heldOf(suite);

    await executeAt(given);

    expect(held - (await heldOf(suite))).to.equal(SHARE + 1n);
  });
});

describe("Dispatcher: executors who starve a callback", () => {
  it("finds no gas limit with which a callback fails that would succeed", async () => {
    const given = await networkHelpers.loadFixture(dueFixture);
    await given.mock.setMood!(Mood.Hungry);
    await given.mock.setAppetite!(150_000);
    const limits = Array.from({ length: 40 }, (_, step) => 90_000 + 12_000 * step);

    const outcomes = [];
    for (const limit of limits) outcomes.push(await attempt(given, limit));

    const first = outcomes.indexOf("executed");
    expect(first).to.be.greaterThan(0);
    expect(outcomes.slice(0, first).every((outcome) => outcome === "reverted")).to.equal(true);
    expect(outcomes.slice(first).every((outcome) => outcome === "executed")).to.equal(true);
  });

  it("says how much gas is missing", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(dueFixture);

    const needed = guardOf(1, 3);

    await expect(execute(suite, task, opened, { gasLimit: 300_000 }))
      .to.be.revertedWithCustomError(suite.dispatcher, "DeferredCallNeedsGas")
      .withArgs((available: bigint) => available > 0n && available < needed, needed);
  });

  it("never runs out of gas behind the guard, also with eight fresh payees and a callback that eats it all", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const values = Array.from({ length: 8 }, () => 1n);
    const terms = { payoutPolicy: PayoutPolicy.AllValid };
    const completed = await completeWithCallback(suite, values, terms);
    const given = { suite, ...completed };
    await given.mock.setMood!(Mood.Hungry);
    await given.mock.setAppetite!(150_000);
    let [low, high] = [200_000, 2_000_000];
    expect([await attempt(given, low), await attempt(given, high)]).to.deep.equal(["reverted", "executed"]);

    while (high - low > 50) {
      const middle = Math.floor((low + high) / 2);
      if ((await attempt(given, middle)) === "executed") high = middle;
      else low = middle;
    }

    const needed = guardOf(8, 8);
    await expect(execute(suite, given.task, given.opened, { gasLimit: low }))
      .to.be.revertedWithCustomError(suite.dispatcher, "DeferredCallNeedsGas")
      .withArgs((available: bigint) => available <= needed && available > needed - 50n, needed);
  });
});

describe("Dispatcher: bumpCallback", () => {
  it("adds to the budget that an executor is paid from", async () => {
    const given = await due([1n], { budget: 1n });
    const { suite, task, mock } = given;
    const value = defaults.callbackBudget;
    await expect(suite.dispatcher.connect(suite.actor).bumpCallback(task.id, { value }))
      .to.emit(suite.dispatcher, "CallbackBumped")
      .withArgs(task.id, suite.actor.address, value);
    const credit = await creditOf(suite, await mock.getAddress());

    const { paid } = await executeAt(given);

    expect(paid).to.be.greaterThan(1n);
    expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(value + 1n - paid);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("adds up, whoever pays", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    await suite.dispatcher.connect(suite.actor).bumpCallback(task.id, { value: 5n });
    await suite.dispatcher.connect(suite.stranger).bumpCallback(task.id, { value: 7n });
    const credit = await creditOf(suite, await mock.getAddress());

    await mock.cancel!(task.id, task.terms, opened.record);

    expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(defaults.callbackBudget + 12n);
  });

  it("refuses to add nothing", async () => {
    const { suite, task } = await networkHelpers.loadFixture(dueFixture);

    await expect(suite.dispatcher.bumpCallback(task.id))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongValue")
      .withArgs(0n, 1n);
  });

  it("refuses a callback that came back", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(roomyFixture);
    await mock.setMood!(Mood.Ignore);
    await execute(suite, task, opened);

    await expect(suite.dispatcher.bumpCallback(task.id, { value: 1n }))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongCallbackState")
      .withArgs(task.id, State.Executed);
  });

  it("comes back when the default settles the task", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    await suite.dispatcher.bumpCallback(task.id, { value: 9n });
    const credit = await creditOf(suite, await mock.getAddress());
    await mineBefore(suite, opened.record.sealedAt + 2 * WINDOW + 1);

    await settle(suite, task, opened.record);

    expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(defaults.callbackBudget + 9n);
    expect(await heldOf(suite)).to.equal(0n);
  });
});

describe("Dispatcher: cancelCallback", () => {
  it("returns the budget, and starts the consume window", async () => {
    const { suite, task, order, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    const actor = await mock.getAddress();
    const credit = await creditOf(suite, actor);
    const block = await nextBlock(suite);

    const cancelled = mock.cancel!(task.id, task.terms, opened.record);

    await expect(cancelled).to.emit(suite.dispatcher, "CallbackCancelled").withArgs(task.id);
    expect((await creditOf(suite, actor)) - credit).to.equal(defaults.callbackBudget);
    expect(await stateOf(suite, task)).to.equal(State.Cancelled);
    const record = { ...opened.record, sealedAt: Number(block) };
    await mineBefore(suite, Number(block) + WINDOW);
    await expect(settle(suite, task, record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWindowOpen")
      .withArgs(task.id, Number(block) + WINDOW, Number(block) + WINDOW);
    await mock.consume!(task.id, order[0]!.controller, task.terms, record);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("ends a callback that failed, too", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    await mock.setMood!(Mood.Revert);
    await execute(suite, task, opened);

    await expect(mock.cancel!(task.id, task.terms, opened.record))
      .to.emit(suite.dispatcher, "CallbackCancelled")
      .withArgs(task.id);

    await expect(execute(suite, task, opened))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongCallbackState")
      .withArgs(task.id, State.Cancelled);
  });

  it("is for the actor alone", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(dueFixture);

    await expect(suite.dispatcher.connect(suite.stranger).cancelCallback(task.id, task.terms, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotActor")
      .withArgs(await mock.getAddress(), suite.stranger.address);
  });

  it("refuses a record that is not the task's", async () => {
    const { suite, task, opened, mock } = await networkHelpers.loadFixture(dueFixture);
    const record = { ...opened.record, sealedAt: opened.record.sealedAt + 1 };

    await expect(mock.cancel!(task.id, task.terms, record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongRecord")
      .withArgs(task.id, sealOf(record), sealOf(opened.record));
  });
});

describe("Dispatcher: an actor's lane", () => {
  const HEAVY = { gasLimit: 2_000_000 };

  /** Three heavy callbacks of one actor, and one of another. */
  async function floodFixture() {
    const suite = await deployTestSuite(connection);
    const mock = await deployActor(suite);
    const dues: Due[] = [];
    for (let i = 0; i < 3; i++) {
      const { task, order } = await submitFromActor(suite, mock, { numRunners: 1 }, HEAVY);
      await answer(suite, task, order[0]!, 1n);
      dues.push({ suite, task, order, mock, opened: await recordOf(suite, task) });
    }
    const other = { suite, ...(await completeWithCallback(suite, [1n], {}, HEAVY)) };
    return { suite, mock, dues, other, batch: await deployActor(suite) };
  }

  it("takes no more of one actor's callbacks in a block than fit", async () => {
    const { suite, mock, dues, batch } = await networkHelpers.loadFixture(floodFixture);
    await mock.setMood!(Mood.BurnGas);

    await expect(batch.actMany!(suite.dispatcher, dues.map(executionOf)))
      .to.be.revertedWithCustomError(suite.dispatcher, "DeferredCallLaneFull")
      .withArgs(
        await mock.getAddress(),
        (used: bigint) => used >= 2n * BigInt(HEAVY.gasLimit) && used < 3n * BigInt(HEAVY.gasLimit),
        HEAVY.gasLimit,
      );
    await expect(batch.actMany!(suite.dispatcher, dues.slice(0, 2).map(executionOf))).to.emit(
      suite.dispatcher,
      "CallbackFailed",
    );
    await expect(execute(suite, dues[2]!.task, dues[2]!.opened)).to.emit(suite.dispatcher, "CallbackFailed");
  });

  it("charges what a callback used, so that one that fails at once takes no room", async () => {
    const { suite, mock, dues, batch } = await networkHelpers.loadFixture(floodFixture);
    await mock.setMood!(Mood.Revert);
    const calls = [...dues, ...dues, ...dues].map(executionOf);

    const receipt = await (await batch.actMany!(suite.dispatcher, calls)).wait();

    const failures = await suite.dispatcher.queryFilter(
      suite.dispatcher.filters.CallbackFailed(),
      receipt.blockNumber,
      receipt.blockNumber,
    );
    expect(failures).to.have.length(calls.length);
  });

  it("leaves room for everybody else, across the transactions of a block", async () => {
    const { suite, mock, dues, other } = await networkHelpers.loadFixture(floodFixture);
    await mock.setMood!(Mood.BurnGas);
    await ethers.provider.send("evm_setAutomine", [false]);

    const sent = [];
    for (const { task, opened } of [...dues, other]) {
      sent.push(await execute(suite, task, opened, { gasLimit: 4_000_000 }));
    }
    await networkHelpers.mine(1);
    await ethers.provider.send("evm_setAutomine", [true]);

    const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)));
    expect(new Set(receipts.map((receipt) => receipt!.blockNumber)).size).to.equal(1);
    expect(receipts.map((receipt) => receipt!.status)).to.deep.equal([1, 1, 0, 1]);
  });
});

/** Calldata that executes a callback. */
function executionOf({ suite, task, opened }: Due): string {
  return suite.dispatcher.interface.encodeFunctionData("executeCallback", [
    task.id,
    task.terms,
    opened.record,
    opened.results,
  ]);
}
