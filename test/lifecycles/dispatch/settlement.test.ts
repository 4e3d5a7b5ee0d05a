import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { openRecord, type OpenedRecord } from "../../../sdk/dispatch/resultRecord.ts";
import { NO_CALLBACK, PayoutPolicy } from "../../../sdk/dispatch/taskTerms.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  completeWithCallback,
  deployActor,
  execute,
  recordOf,
  resultOf,
  runnerAt,
  submit,
  submitDrawn,
  submitFromActor,
  type TestTask,
  idOf,
} from "../../helpers/dispatch.ts";
import {
  consume,
  deployToken,
  expire,
  mineBefore,
  miss,
  nextBlock,
  settle,
  timeOut,
} from "../../helpers/dispatchMoves.ts";
import { sealOf } from "../../helpers/sealOf.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const SHARE = defaults.paymentPerRunner;
const WINDOW = BigInt(defaults.consumeBlocks);
const IGNORE = 1;

interface Drawn {
  suite: TestSuite;
  task: TestTask;
  order: DrawnPosition[];
}

interface Completed extends Drawn {
  opened: OpenedRecord;
}

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

/** A drawn task whose actor got nothing but what it paid for. */
async function drawnFixture(): Promise<Drawn> {
  const suite = await deployTestSuite(connection);
  return { suite, ...(await submitDrawn(suite)) };
}

async function completedFixture(): Promise<Completed> {
  const { suite, task, order } = await drawnFixture();
  return complete(suite, { task, order }, [1n, 2n, 1n]);
}

/** Answers with the values, position by position. */
async function complete(
  suite: TestSuite,
  { task, order }: Omit<Drawn, "suite">,
  values: readonly bigint[],
): Promise<Completed> {
  for (const [index, value] of values.entries()) await answer(suite, task, order[index]!, value);
  return { suite, task, order, opened: await recordOf(suite, task) };
}

/** The record of a task that expired in the newest block. */
async function recordNow(suite: TestSuite, task: TestTask): Promise<OpenedRecord> {
  return recordOf(suite, task, Number(await nextBlock(suite)) - 1);
}

const creditOf = (suite: TestSuite, account: string, currency = suite.native) =>
  suite.escrow.creditOf(account, currency);
const heldOf = (suite: TestSuite, currency = suite.native) => suite.escrow.heldBy(suite.dispatcher, currency);

describe("Dispatcher: expire", () => {
  for (const count of [0, 1, 2]) {
    it(`ends a task with ${count} of 3 results, and refunds the missing shares to the unit`, async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      for (const drawn of order.slice(0, count)) await answer(suite, task, drawn, 1n);
      const credit = await creditOf(suite, suite.actor.address);
      const missing = BigInt(3 - count) * SHARE;

      const expired = timeOut(suite, task);

      await expect(expired).to.emit(suite.dispatcher, "TaskTimedOut").withArgs(task.id, BigInt(count), 3n);
      await expect(expired).to.emit(suite.dispatcher, "DispatchMoved").withArgs(task.id, 1n, 3n);
      await expect(expired)
        .to.emit(suite.dispatcher, "ActorRefunded")
        .withArgs(task.id, suite.actor.address, ZeroAddress, missing);
      expect((await creditOf(suite, suite.actor.address)) - credit).to.equal(missing);
      expect(await heldOf(suite)).to.equal(BigInt(count) * SHARE);
    });
  }

  it("refunds the callback's budget beside the shares", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const mock = await deployActor(suite);
    const actor = await mock.getAddress();
    const { task } = await submitFromActor(suite, mock);
    const credit = await creditOf(suite, actor);

    await timeOut(suite, task);

    expect((await creditOf(suite, actor)) - credit).to.equal(3n * SHARE + defaults.callbackBudget);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("refunds token shares in the token, and the budget in native coin", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const mock = await deployActor(suite);
    const actor = await mock.getAddress();
    const currency = await (await deployToken(suite, actor)).getAddress();
    const { task, order } = await submitFromActor(suite, mock, { terms: { currency } });
    await answer(suite, task, order[0]!, 1n);
    const credit = await creditOf(suite, actor);

    const expired = timeOut(suite, task);

    await expect(expired)
      .to.emit(suite.dispatcher, "ActorRefunded")
      .withArgs(task.id, actor, currency, 2n * SHARE);
    await expect(expired)
      .to.emit(suite.dispatcher, "ActorRefunded")
      .withArgs(task.id, actor, ZeroAddress, defaults.callbackBudget);
    expect(await creditOf(suite, actor, currency)).to.equal(defaults.credit - SHARE);
    expect((await creditOf(suite, actor)) - credit).to.equal(defaults.callbackBudget);
    expect([await heldOf(suite, currency), await heldOf(suite)]).to.deep.equal([SHARE, 0n]);
  });

  it("is open to anybody in the timeout block, and to nobody before", async () => {
    const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
    const { timeoutBlock } = await suite.lens.taskOf(task.id);
    await mineBefore(suite, timeoutBlock - 1n);

    await expect(expire(suite, task))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotExpired")
      .withArgs(task.id, timeoutBlock - 1n, timeoutBlock);
    await mineBefore(suite, timeoutBlock);
    await expect(expire(suite, task)).to.emit(suite.dispatcher, "TaskTimedOut");
  });

  it("refunds once", async () => {
    const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
    await timeOut(suite, task);

    await expect(expire(suite, task))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchBadMove")
      .withArgs(task.id, 3n, 3n);
  });

  it("ends a task whose round was never answered", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const task = await submit(suite, buildRequest(suite));

    await timeOut(suite, task);

    expect(await heldOf(suite)).to.equal(0n);
  });

  it("lets a task without results be finalized at once", async () => {
    const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
    await timeOut(suite, task);

    await expect(settle(suite, task, (await recordNow(suite, task)).record))
      .to.emit(suite.dispatcher, "TaskFinalized")
      .withArgs(task.id, ZeroAddress, 0n, 0n);
  });
});

describe("Dispatcher: settle", () => {
  it("pays every accepted result after the window", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    const credit = await creditOf(suite, suite.actor.address);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);

    const settled = settle(suite, task, opened.record);

    await expect(settled)
      .to.emit(suite.dispatcher, "TaskFinalized")
      .withArgs(task.id, ZeroAddress, 3n, 3n * SHARE);
    await expect(settled).to.emit(suite.dispatcher, "DispatchMoved").withArgs(task.id, 2n, 5n);
    for (const { controller } of order.slice(0, 3)) {
      await expect(settled).to.emit(suite.dispatcher, "RunnerPaid").withArgs(task.id, controller, controller, SHARE);
      expect(await creditOf(suite, controller)).to.equal(SHARE);
    }
    expect(await creditOf(suite, suite.actor.address)).to.equal(credit);
    expect(await heldOf(suite)).to.equal(0n);
  });

  for (const count of [1, 2]) {
    it(`pays ${count} of 3 results of a task that timed out`, async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      for (const drawn of order.slice(0, count)) await answer(suite, task, drawn, 1n);
      await timeOut(suite, task);
      const { record } = await recordNow(suite, task);
      await mineBefore(suite, BigInt(record.sealedAt) + WINDOW + 1n);

      await settle(suite, task, record);

      for (const { controller } of order.slice(0, count)) expect(await creditOf(suite, controller)).to.equal(SHARE);
      expect(await heldOf(suite)).to.equal(0n);
    });
  }

  it("waits for the last block of the window", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(completedFixture);
    const closesAt = BigInt(opened.record.sealedAt) + WINDOW;
    await mineBefore(suite, closesAt);

    await expect(settle(suite, task, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWindowOpen")
      .withArgs(task.id, closesAt, closesAt);
    await mineBefore(suite, closesAt + 1n);
    await expect(settle(suite, task, opened.record)).to.emit(suite.dispatcher, "TaskFinalized");
  });

  it("waits two windows while a callback is due", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { task, opened, mock } = await completeWithCallback(suite, [1n, 1n, 1n]);
    const closesAt = BigInt(opened.record.sealedAt) + 2n * WINDOW;
    const credit = await creditOf(suite, await mock.getAddress());
    await mineBefore(suite, closesAt);

    await expect(settle(suite, task, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWindowOpen")
      .withArgs(task.id, closesAt, closesAt);
    await mineBefore(suite, closesAt + 1n);
    await settle(suite, task, opened.record);

    expect((await creditOf(suite, await mock.getAddress())) - credit).to.equal(defaults.callbackBudget);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("settles once", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(completedFixture);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);
    await settle(suite, task, opened.record);

    await expect(settle(suite, task, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchBadMove")
      .withArgs(task.id, 5n, 5n);
  });

  it("pays the receiver that a runner named, even after the result", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    const receiver = "0x00000000000000000000000000000000DeaDBeef";
    await suite.registry.connect(runnerAt(suite, order[1]!).signer).setRewardsReceiver(receiver);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);

    await expect(settle(suite, task, opened.record))
      .to.emit(suite.dispatcher, "RunnerPaid")
      .withArgs(task.id, order[1]!.controller, receiver, SHARE);

    expect(await creditOf(suite, receiver)).to.equal(SHARE);
    expect(await creditOf(suite, order[1]!.controller)).to.equal(0n);
  });

  it("raises the reputation of whoever was paid", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    const { operator } = runnerAt(suite, order[0]!);
    const before = await suite.reputation.scoreOf(operator);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);

    await settle(suite, task, opened.record);

    expect(await suite.reputation.scoreOf(operator)).to.be.greaterThan(before);
  });

  it("lets the money out when governance no longer approves the market, and skips reputation", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    await suite.registry.setMarket(suite.dispatcher, false);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);

    const settled = settle(suite, task, opened.record);

    await expect(settled).to.emit(suite.dispatcher, "TaskFinalized");
    await expect(settled).to.not.emit(suite.reputation, "OutcomeRecorded");
    for (const { controller } of order.slice(0, 3)) expect(await creditOf(suite, controller)).to.equal(SHARE);
  });

  it("lets a task time out when governance no longer approves the market", async () => {
    const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
    await suite.registry.setMarket(suite.dispatcher, false);

    await timeOut(suite, task);
    await settle(suite, task, (await recordNow(suite, task)).record);

    expect(await heldOf(suite)).to.equal(0n);
  });

  it("goes on while submissions are paused", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(completedFixture);
    await suite.dispatcher.setPaused(true);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);

    await expect(settle(suite, task, opened.record)).to.emit(suite.dispatcher, "TaskFinalized");
  });
});

describe("Dispatcher: consumeResult outside of a callback", () => {
  it("pays the consumed runner alone, and returns the other shares", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    const credit = await creditOf(suite, suite.actor.address);
    const consumed = order[1]!.controller;

    await expect(consume(suite, task, consumed, opened.record))
      .to.emit(suite.dispatcher, "TaskFinalized")
      .withArgs(task.id, consumed, 1n, SHARE);

    expect(await creditOf(suite, consumed)).to.equal(SHARE);
    expect(await creditOf(suite, order[0]!.controller)).to.equal(0n);
    expect((await creditOf(suite, suite.actor.address)) - credit).to.equal(2n * SHARE);
    expect(await heldOf(suite)).to.equal(0n);
  });

  const policies = [
    [PayoutPolicy.ConsumedOnly, [5n, 5n, 5n], 1, [0, 1, 0]],
    [PayoutPolicy.ConsumedOnly, [5n, 6n, 7n], 2, [0, 0, 1]],
    [PayoutPolicy.MatchingConsumed, [5n, 5n, 5n], 0, [1, 1, 1]],
    [PayoutPolicy.MatchingConsumed, [5n, 6n, 5n], 2, [1, 0, 1]],
    [PayoutPolicy.MatchingConsumed, [5n, 6n, 7n], 1, [0, 1, 0]],
    [PayoutPolicy.AllValid, [5n, 5n, 5n], 0, [1, 1, 1]],
    [PayoutPolicy.AllValid, [5n, 6n, 7n], 1, [1, 1, 1]],
  ] as const;

  for (const currencyKind of ["native coin", "a token"] as const) {
    for (const [payoutPolicy, values, consumed, paid] of policies) {
      const name = Object.keys(PayoutPolicy)[payoutPolicy];
      it(`pays by ${name} in ${currencyKind} when ${values.join()} came and result ${consumed} is consumed`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const currency = currencyKind === "a token" ? await (await deployToken(suite)).getAddress() : ZeroAddress;
        const drawn = await submitDrawn(suite, { terms: { payoutPolicy, currency } });
        const { task, order, opened } = await complete(suite, drawn, values);
        const credit = await creditOf(suite, suite.actor.address, currency);

        await consume(suite, task, order[consumed]!.controller, opened.record);

        const credits = order.slice(0, 3).map(({ controller }) => creditOf(suite, controller, currency));
        expect(await Promise.all(credits)).to.deep.equal(paid.map((times) => BigInt(times) * SHARE));
        const unpaid = BigInt(paid.filter((times) => times === 0).length);
        expect((await creditOf(suite, suite.actor.address, currency)) - credit).to.equal(unpaid * SHARE);
        expect([await heldOf(suite), await heldOf(suite, currency)]).to.deep.equal([0n, 0n]);
      });
    }
  }

  it("is open until the last block of the window", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    const closesAt = BigInt(opened.record.sealedAt) + WINDOW;
    await mineBefore(suite, closesAt);
    const snapshot = await networkHelpers.takeSnapshot();
    await expect(consume(suite, task, order[0]!.controller, opened.record)).to.emit(suite.dispatcher, "TaskFinalized");
    await snapshot.restore();
    await mineBefore(suite, closesAt + 1n);

    await expect(consume(suite, task, order[0]!.controller, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWindowOver")
      .withArgs(task.id, closesAt + 1n, closesAt);
  });

  it("starts the window anew when a callback ignored the results", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const callback = { gasLimit: 1_000_000 };
    const { task, order, opened, mock } = await completeWithCallback(suite, [1n, 1n, 1n], {}, callback);
    await mock.setMood!(IGNORE);
    await networkHelpers.mine(defaults.consumeBlocks - 5);
    const receipt = await (await execute(suite, task, opened)).wait();
    const record = { ...opened.record, sealedAt: receipt!.blockNumber };
    const closesAt = BigInt(receipt!.blockNumber) + WINDOW;

    await mineBefore(suite, closesAt);
    await expect(settle(suite, task, record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWindowOpen")
      .withArgs(task.id, closesAt, closesAt);
    await mock.consume!(task.id, order[0]!.controller, task.terms, record);

    expect(await creditOf(suite, order[0]!.controller)).to.equal(SHARE);
  });

  it("lets the actor consume what came before a timeout", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    await answer(suite, task, order[0]!, 1n);
    await answer(suite, task, order[1]!, 2n);
    await timeOut(suite, task);
    const credit = await creditOf(suite, suite.actor.address);

    await consume(suite, task, order[1]!.controller, (await recordNow(suite, task)).record);

    expect(await creditOf(suite, order[1]!.controller)).to.equal(SHARE);
    expect((await creditOf(suite, suite.actor.address)) - credit).to.equal(SHARE);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("lets the callback's target consume as well", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const callback = { ...NO_CALLBACK, target: suite.stranger.address };
    const drawn = await submitDrawn(suite, { terms: { callback } });
    const { task, order, opened } = await complete(suite, drawn, [1n, 1n, 1n]);

    await expect(consume(suite, task, order[0]!.controller, opened.record, suite.stranger))
      .to.emit(suite.dispatcher, "TaskFinalized")
      .withArgs(task.id, order[0]!.controller, 1n, SHARE);
  });

  it("returns the budget of a callback that nobody executed", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { task, order, opened, mock } = await completeWithCallback(suite, [1n, 1n, 1n]);
    const actor = await mock.getAddress();
    const credit = await creditOf(suite, actor);

    await mock.consume!(task.id, order[0]!.controller, task.terms, opened.record);

    expect((await creditOf(suite, actor)) - credit).to.equal(2n * SHARE + defaults.callbackBudget);
    await expect(execute(suite, task, opened))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongStatus")
      .withArgs(task.id, 5n, 2n);
  });

  it("refuses strangers, runners among them", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);

    for (const caller of [suite.stranger, runnerAt(suite, order[0]!).signer]) {
      await expect(consume(suite, task, order[0]!.controller, opened.record, caller))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotActor")
        .withArgs(suite.actor.address, caller.address);
    }
  });

  it("refuses an actor that the task does not have", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);
    const terms = { ...task.terms, actor: suite.stranger.address };

    await expect(consume(suite, { ...task, terms }, order[0]!.controller, opened.record, suite.stranger))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongTerms")
      .withArgs(task.id, idOf(suite, terms));
  });

  it("refuses a runner whose result was not accepted", async () => {
    const { suite, task, order, opened } = await networkHelpers.loadFixture(completedFixture);

    await expect(consume(suite, task, order[3]!.controller, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNoSuchResult")
      .withArgs(task.id, order[3]!.controller);
  });
});

describe("Dispatcher: records that were tampered with", () => {
  const forgeries: Record<string, (opened: OpenedRecord, given: Completed) => OpenedRecord["record"]> = {
    "a result left out": ({ record }) => ({ ...record, entries: record.entries.slice(0, 2) }),
    "a result told twice": ({ record }) => ({ ...record, entries: [...record.entries, record.entries[0]!] }),
    "results in another order": ({ record }) => ({ ...record, entries: record.entries.toReversed() }),
    "another runner": ({ record }, { suite }) => ({
      ...record,
      entries: [(BigInt(suite.stranger.address) << 96n) | (record.entries[0]! % 2n ** 96n), ...record.entries.slice(1)],
    }),
    "another operator": ({ record }) => ({
      ...record,
      entries: [record.entries[0]! ^ (1n << 64n), ...record.entries.slice(1)],
    }),
    "another position": ({ record }) => ({
      ...record,
      entries: [record.entries[0]! ^ (1n << 8n), ...record.entries.slice(1)],
    }),
    "bits where none belong": ({ record }) => ({
      ...record,
      entries: [record.entries[0]! ^ (1n << 32n), ...record.entries.slice(1)],
    }),
    "another variant": ({ record }) => ({ ...record, entries: [record.entries[0]! ^ 1n, ...record.entries.slice(1)] }),
    "a variant that is not there": ({ record }) => ({
      ...record,
      entries: [record.entries[0]! ^ 0xffn, ...record.entries.slice(1)],
    }),
    "another result": ({ record }) => ({ ...record, variants: [ZeroHash, ...record.variants.slice(1)] }),
    "no variants": ({ record }) => ({ ...record, variants: [] }),
    "an earlier seal": ({ record }) => ({ ...record, sealedAt: record.sealedAt - defaults.consumeBlocks - 1 }),
    "a later seal": ({ record }) => ({ ...record, sealedAt: record.sealedAt + 1 }),
    "nothing at all": ({ record }) => ({ ...record, entries: [], variants: [] }),
  };

  for (const [what, forge] of Object.entries(forgeries)) {
    it(`refuses ${what}`, async () => {
      const given = await networkHelpers.loadFixture(completedFixture);
      const { suite, task, opened } = given;
      await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);
      const forged = forge(opened, given);
      const { record: known } = await suite.lens.taskOf(task.id);

      await expect(settle(suite, task, forged))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongRecord")
        .withArgs(task.id, sealOf(forged), known);
    });
  }

  it("takes variants that name one result twice, and pays by result all the same", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const drawn = await submitDrawn(suite, { terms: { payoutPolicy: PayoutPolicy.MatchingConsumed } });
    const { task, order, opened } = await complete(suite, drawn, [1n, 1n, 2n]);
    const { record } = opened;
    const split = {
      entries: [record.entries[0]!, record.entries[1]! | 2n, record.entries[2]!],
      variants: [...record.variants, record.variants[0]!],
      sealedAt: record.sealedAt,
    };

    await consume(suite, task, order[0]!.controller, split);

    const credits = order.slice(0, 3).map(({ controller }) => creditOf(suite, controller));
    expect(await Promise.all(credits)).to.deep.equal([SHARE, SHARE, 0n]);
  });

  it("does not take the record of another task", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(completedFixture);
    const drawn = await submitDrawn(suite);
    const other = await complete(suite, drawn, [1n, 2n, 1n]);

    const { record: known } = await suite.lens.taskOf(other.task.id);
    const values = [other.task.id, sealOf(opened.record), known];

    await expect(consume(suite, other.task, runnerOfEntry(opened.record.entries[0]!), opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongRecord")
      .withArgs(...values);
    await mineBefore(suite, BigInt(other.opened.record.sealedAt) + WINDOW + 1n);
    await expect(settle(suite, other.task, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongRecord")
      .withArgs(...values);
    expect(await suite.dispatcher.statusOf(task.id)).to.equal(2n);
  });

  it("opens a record from the events alone", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(completedFixture);
    const events = await suite.dispatcher.queryFilter(suite.dispatcher.filters.ResultSubmitted(task.id));

    const again = openRecord(
      events.map(({ args }) => ({
        runner: args.runner,
        operator: Number(args.operator),
        position: Number(args.position),
        result: args.result,
      })),
      events.at(-1)!.blockNumber,
    );

    expect(again).to.deep.equal(opened);
    expect(again.results).to.deep.equal([resultOf(1n), resultOf(2n)]);
    expect(sealOf(again.record)).to.equal((await suite.lens.taskOf(task.id)).record);
  });
});

describe("Dispatcher: attacks on money", () => {
  it("cannot pay a task from the money of another", async () => {
    const { suite, task, opened } = await networkHelpers.loadFixture(completedFixture);
    const second = await submitDrawn(suite);
    await consume(suite, task, runnerOfEntry(opened.record.entries[0]!), opened.record);

    expect(await heldOf(suite)).to.equal(3n * SHARE);
    await timeOut(suite, second.task);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("keeps the share of a runner who was missed for the actor", async () => {
    const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
    await miss(suite, task, order[0]!);
    const drawn = { task, order: order.slice(1) };
    const { opened } = await complete(suite, drawn, [1n, 1n, 1n]);
    await mineBefore(suite, BigInt(opened.record.sealedAt) + WINDOW + 1n);

    await settle(suite, task, opened.record);

    expect(await creditOf(suite, order[0]!.controller)).to.equal(0n);
    expect(await heldOf(suite)).to.equal(0n);
  });
});

/** The sealed hash of a record, as the chain makes it. */
function runnerOfEntry(entry: bigint): string {
  return connection.ethers.getAddress(connection.ethers.toBeHex(entry >> 96n, 20));
}
