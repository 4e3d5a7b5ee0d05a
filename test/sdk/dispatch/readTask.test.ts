import { expect } from "chai";
import { type ContractTransactionResponse, type Fragment, FunctionFragment } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { commitmentOf } from "../../../sdk/dispatch/commitmentOf.ts";
import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { openTaskRecord } from "../../../sdk/dispatch/openTaskRecord.ts";
import { readTask, type ReadTaskReturnType } from "../../../sdk/dispatch/readTask.ts";
import { BaseError } from "../../../sdk/errors/baseError.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  completeWithCallback,
  deployActor,
  execute,
  resultOf,
  runnerAt,
  submit,
  submitDrawn,
  submitFromActor,
  type TestTask,
} from "../../helpers/dispatch.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { mine, mineUpTo, loadFixture } = networkHelpers;

/** Blocks after which an unanswered round is void, as the deploy script sets it. */
const ROUND_TIMEOUT = suiteDefaults.beacon.roundTimeout;
const SALT = ethers.id("a secret");
/** Moods of the actor under test. With nothing to try, an attack is a callback that consumes nobody. */
const mood = { lookOn: 7n, revert: 2n };

/** The overload of consumeResult that carries terms and record. */
function isLaterConsumption(fragment: Fragment): boolean {
  return FunctionFragment.isFragment(fragment) && fragment.name === "consumeResult" && fragment.inputs.length === 4;
}

describe("readTask", () => {
  let suite: TestSuite;

  async function deployFixture() {
    return deployTestSuite(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
  });

  /** The block in which a transaction was included. */
  async function blockOf(response: ContractTransactionResponse): Promise<number> {
    return (await response.wait())!.blockNumber;
  }

  async function settle(task: TestTask, timeline: ReadTaskReturnType) {
    return suite.dispatcher.connect(suite.stranger).settle(task.id, task.terms, openTaskRecord(timeline).record);
  }

  async function skip(task: TestTask, drawn: DrawnPosition) {
    const { position, hint } = drawn;
    return suite.dispatcher.connect(runnerAt(suite, drawn).signer).skipTask(task.id, { position, hint });
  }

  describe("a submission", () => {
    it("returns the request exactly as it was submitted", async () => {
      const request = buildRequest(suite, { definition: "0xc0ffee" });
      const task = await submit(suite, request);

      expect((await readTask(suite, task)).request).to.deep.equal(request);
    });

    it("returns the actor, the snapshot and the times", async () => {
      const task = await submit(suite, buildRequest(suite));
      const submissionBlock = await ethers.provider.getBlockNumber();
      const { id, actor, pool, round, rosterVersion, rosterSize, timeoutBlock, ...rest } = await readTask(suite, task);

      expect({ id, actor, pool, round, rosterVersion, rosterSize, timeoutBlock }).to.deep.equal({
        id: task.id,
        actor: suite.actor.address,
        pool: suite.pool,
        round: 1,
        rosterVersion: defaults.rosterSize,
        rosterSize: defaults.rosterSize,
        timeoutBlock: submissionBlock + defaults.timeoutBlocks,
      });
      expect(rest.submissionBlock).to.equal(submissionBlock);
      expect(rest.status).to.equal("Pending");
      expect(rest.sealedAt).to.equal(undefined);
    });

    it("throws TASK_UNKNOWN for an id that no event names", async () => {
      const error = await rejectionOf(readTask(suite, { id: ethers.ZeroHash }));

      expect(error).to.be.instanceOf(BaseError).with.property("code", "TASK_UNKNOWN");
    });

    it("follows a task into another round", async () => {
      const task = await submit(suite, buildRequest(suite, { timeoutBlocks: 2 * ROUND_TIMEOUT }));
      await suite.beacon.request();
      await mine(ROUND_TIMEOUT + 1);
      await suite.dispatcher.reenterRound(task.id);

      expect((await readTask(suite, task)).round).to.equal(2);
    });
  });

  describe("runners", () => {
    it("returns results, skips and misses, each with its position and block", async () => {
      const { task, order } = await submitDrawn(suite);
      const [first, second, third] = order as [DrawnPosition, DrawnPosition, DrawnPosition];
      const answered = await blockOf(await answer(suite, task, second, 7n));
      const skipped = await blockOf(await skip(task, third));
      await mine(defaults.responseBlocks);
      const claim = { position: first.position, hint: first.hint };
      const missed = await blockOf(await suite.dispatcher.advance(task.id, task.terms, claim));
      const { submissions, skips, misses } = await readTask(suite, task);

      expect(submissions).to.deep.equal([
        { runner: second.controller, operator: second.operator, position: 1, result: resultOf(7n), block: answered },
      ]);
      expect(skips).to.deep.equal([
        { runner: third.controller, operator: third.operator, position: 2, late: false, block: skipped },
      ]);
      expect(misses).to.deep.equal([
        {
          runner: first.controller,
          operator: first.operator,
          position: 0,
          slashed: (defaults.stake * BigInt(defaults.noShowBps)) / 10_000n,
          block: missed,
        },
      ]);
    });

    it("returns commitments", async () => {
      const terms = { commitBlocks: defaults.responseBlocks, revealBlocks: defaults.responseBlocks };
      const { task, order } = await submitDrawn(suite, { terms });
      const { controller, position, hint } = order[0]!;
      const commitment = commitmentOf({ id: task.id, runner: controller, result: resultOf(1n), salt: SALT });
      const dispatcher = suite.dispatcher.connect(runnerAt(suite, order[0]!).signer);
      const block = await blockOf(await dispatcher.commitResult(task.id, task.terms, { position, hint }, commitment));

      expect((await readTask(suite, task)).commitments).to.deep.equal([
        { runner: controller, position, commitment, block },
      ]);
    });
  });

  describe("sealedAt", () => {
    async function complete(values: readonly bigint[]): Promise<{ task: TestTask; order: DrawnPosition[] }> {
      const { task, order } = await submitDrawn(suite, { numRunners: values.length });
      for (const [index, value] of values.entries()) await answer(suite, task, order[index]!, value);
      return { task, order };
    }

    it("is the block of the last result, so that a settlement by default accepts the record", async () => {
      const { task } = await complete([1n, 1n, 2n]);
      const sealedAt = await ethers.provider.getBlockNumber();
      await mineUpTo(sealedAt + defaults.consumeBlocks);
      const before = await readTask(suite, task);
      await settle(task, before);
      const after = await readTask(suite, task);

      expect(before.sealedAt).to.equal(sealedAt);
      expect(after.status).to.equal("Finalized");
      expect(after.consumedRunner).to.equal(undefined);
      expect(after.payments.map(({ amount }) => amount)).to.deep.equal(Array(3).fill(defaults.paymentPerRunner));
    });

    it("is the block of the last result, so that the actor can consume", async () => {
      const { task, order } = await complete([1n, 1n, 2n]);
      const { record } = openTaskRecord(await readTask(suite, task));
      const runner = order[2]!.controller;
      const dispatcher = suite.dispatcher.connect(suite.actor);
      const consume = dispatcher.interface.fragments.find(isLaterConsumption)!.format();
      await dispatcher.getFunction(consume)(task.id, runner, task.terms, record);
      const { consumedRunner, refunds } = await readTask(suite, task);

      expect(consumedRunner).to.equal(runner);
      expect(refunds.map(({ amount }) => amount)).to.deep.equal([2n * defaults.paymentPerRunner]);
    });

    it("is the block of a callback that came back, so that the actor can consume after it", async () => {
      const { task, mock, order, opened } = await completeWithCallback(suite, [1n, 2n]);
      await mock.setMood!(mood.lookOn);
      const executedAt = await blockOf(await execute(suite, task, opened));
      const timeline = await readTask(suite, task);
      await mock.consume!(task.id, order[1]!.controller, task.terms, openTaskRecord(timeline).record);
      const { consumedRunner, callback, finalizedAt } = await readTask(suite, task);

      expect(timeline.sealedAt).to.equal(executedAt);
      expect(callback).to.include({ state: "Executed", executedAt, budgetLeft: 0n });
      expect(consumedRunner).to.equal(order[1]!.controller);
      expect(finalizedAt).to.equal(executedAt + 1);
    });

    it("stays where it was when a callback fails, so that it can be tried again", async () => {
      const { task, mock, opened } = await completeWithCallback(suite, [1n, 2n]);
      const sealedAt = await ethers.provider.getBlockNumber();
      await mock.setMood!(mood.revert);
      const failedAt = await blockOf(await execute(suite, task, opened));
      await suite.dispatcher.bumpCallback(task.id, { value: defaults.callbackBudget });
      const failed = await readTask(suite, task);
      await mock.setMood!(mood.lookOn);
      await execute(suite, task, openTaskRecord(failed));
      const { callback } = await readTask(suite, task);

      expect(failed.sealedAt).to.equal(sealedAt);
      expect(failed.callback).to.include({ state: "Failed", failedAt, budgetLeft: defaults.callbackBudget });
      expect(callback.state).to.equal("Executed");
      expect(callback.attempts.map(({ isSuccess }) => isSuccess)).to.deep.equal([false, true]);
      expect(callback.bumps.map(({ amount }) => amount)).to.deep.equal([defaults.callbackBudget]);
    });

    it("is the block of a callback that consumed, which finalizes the task at once", async () => {
      const { task, opened, order } = await completeWithCallback(suite, [1n, 2n, 2n]);
      const executedAt = await blockOf(await execute(suite, task, opened));
      const { status, sealedAt, finalizedAt, consumedRunner } = await readTask(suite, task);

      expect(status).to.equal("Finalized");
      expect(sealedAt).to.equal(executedAt);
      expect(finalizedAt).to.equal(executedAt);
      expect(consumedRunner).to.equal(order[1]!.controller);
    });

    it("is the block of a cancellation, so that a settlement by default accepts the record", async () => {
      const { task, mock } = await completeWithCallback(suite, [1n, 2n]);
      const { record } = openTaskRecord(await readTask(suite, task));
      await mock.cancel!(task.id, task.terms, record);
      const cancelledAt = await ethers.provider.getBlockNumber();
      await mineUpTo(cancelledAt + defaults.consumeBlocks);
      const timeline = await readTask(suite, task);
      await settle(task, timeline);

      expect(timeline.sealedAt).to.equal(cancelledAt);
      expect(timeline.callback).to.include({ state: "Cancelled", cancelledAt, budgetLeft: 0n });
      expect((await readTask(suite, task)).status).to.equal("Finalized");
    });

    it("is the block of the expiry of a task that timed out with some results", async () => {
      const { task, order } = await submitDrawn(suite);
      await answer(suite, task, order[0]!, 1n);
      await mine(defaults.timeoutBlocks);
      const before = await readTask(suite, task);
      const expiredAt = await blockOf(await suite.dispatcher.expire(task.id, task.terms));
      await mineUpTo(expiredAt + defaults.consumeBlocks);
      const after = await readTask(suite, task);
      await settle(task, after);

      expect({ status: before.status, liveStatus: before.liveStatus }).to.deep.equal({
        status: "Pending",
        liveStatus: "TimedOut",
      });
      expect(after.status).to.equal("TimedOut");
      expect(after.sealedAt).to.equal(expiredAt);
      expect((await readTask(suite, task)).payments).to.have.lengthOf(1);
    });

    it("is the block of the expiry of a task that ran out of runners", async () => {
      const { task, order } = await submitDrawn(suite, { numRunners: defaults.rosterSize });
      for (const drawn of order) await skip(task, drawn);
      const expiredAt = await blockOf(await suite.dispatcher.expire(task.id, task.terms));
      const timeline = await readTask(suite, task);
      await settle(task, timeline);

      expect(timeline.status).to.equal("Failed");
      expect(timeline.sealedAt).to.equal(expiredAt);
      expect((await readTask(suite, task)).status).to.equal("Finalized");
    });

    it("is refused by openTaskRecord while results can come", async () => {
      const mock = await deployActor(suite);
      const { task } = await submitFromActor(suite, mock);
      const timeline = await readTask(suite, task);

      expect(() => openTaskRecord(timeline))
        .to.throw()
        .with.property("code", "TASK_NOT_SEALED");
    });
  });
});
