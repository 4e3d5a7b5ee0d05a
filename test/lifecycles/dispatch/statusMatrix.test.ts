import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import type { OpenedRecord } from "../../../sdk/dispatch/resultRecord.ts";
import { ON_RESULTS_SELECTOR } from "../../../sdk/dispatch/taskTerms.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  deployActor,
  execute,
  orderOf,
  recordOf,
  resultOf,
  submitDrawn,
  taskOf,
  type TestTask,
} from "../../helpers/dispatch.ts";
import {
  advance,
  commit,
  CONSUME_INSIDE,
  consume,
  dispatcherOf,
  expire,
  miss,
  mineBefore,
  nextBlock,
  reveal,
  settle,
  skip,
  timeOut,
} from "../../helpers/dispatchMoves.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();

const STATUSES = ["None", "Pending", "Completed", "TimedOut", "Failed", "Finalized"] as const;
type Status = (typeof STATUSES)[number];
const numberOf = (status: Status) => STATUSES.indexOf(status);

/** A task in some status, and all that any call to it may need. */
interface Case {
  readonly suite: TestSuite;
  readonly task: TestTask;
  /** A position that nothing has happened to. */
  readonly free: DrawnPosition;
  readonly opened: OpenedRecord;
  readonly runner: string;
}

/** Each function that acts on a task, called by whoever may. */
const calls: Record<string, (given: Case) => Promise<unknown>> = {
  submitTask: ({ suite, task }) => suite.dispatcher.connect(suite.actor).submitTask(task.request),
  reenterRound: ({ suite, task }) => suite.dispatcher.reenterRound(task.id),
  expire: ({ suite, task }) => expire(suite, task),
  submitResult: ({ suite, task, free }) => answer(suite, task, free, 1n),
  commitResult: ({ suite, task, free }) => commit(suite, task, free, 1n, ZeroHash),
  revealResult: ({ suite, task, free }) => reveal(suite, task, free, 1n, ZeroHash),
  skipTask: ({ suite, task, free }) => skip(suite, task, free),
  advance: ({ suite, task, free }) => advance(suite, task, free),
  executeCallback: ({ suite, task, opened }) => execute(suite, task, opened),
  bumpCallback: ({ suite, task }) => suite.dispatcher.bumpCallback(task.id, { value: 1n }),
  cancelCallback: ({ suite, task, opened }) =>
    suite.dispatcher.connect(suite.actor).cancelCallback(task.id, task.terms, opened.record),
  "consumeResult inside": ({ suite, task, runner }) =>
    suite.dispatcher.connect(suite.actor)[CONSUME_INSIDE](task.id, runner),
  "consumeResult later": ({ suite, task, runner, opened }) => consume(suite, task, runner, opened.record),
  settle: ({ suite, task, opened }) => settle(suite, task, opened.record),
};

type Refusal = [error: string, ...values: unknown[]];
type Verdict = "goes through" | ((given: Case) => Refusal | Promise<Refusal>);

const wrongStatus =
  (status: Status, needed: Status): Verdict =>
  ({ task }) => ["DispatchWrongStatus", task.id, numberOf(status), numberOf(needed)];
const badMove =
  (from: Status, to: Status): Verdict =>
  ({ task }) => ["DispatchBadMove", task.id, numberOf(from), numberOf(to)];
const wrongMode: Verdict = ({ task }) => ["DispatchWrongMode", task.id, false];
const exists: Verdict = ({ task }) => ["DispatchTaskExists", task.id];
const notExecuting: Verdict = ({ task }) => ["DispatchNotExecuting", task.id];
const notExpired: Verdict = async ({ suite, task }) => {
  const { timeoutBlock } = await suite.lens.taskOf(task.id);
  return ["DispatchNotExpired", task.id, await nextBlock(suite), timeoutBlock];
};
const roundNotVoid: Verdict = async ({ suite, task }) => {
  const { round } = await suite.lens.taskOf(task.id);
  return ["DispatchRoundNotVoid", task.id, round];
};
const stillResponding: Verdict = async ({ suite, task, free }) => {
  const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, free.position);
  return ["DispatchStillResponding", task.id, free.position, await nextBlock(suite), deadline];
};
const windowOpen: Verdict = async ({ suite, task, opened }) => {
  const { callback } = await suite.lens.taskOf(task.id);
  const closesAt = opened.record.sealedAt + (callback === 0n ? 1 : 2) * defaults.consumeBlocks;
  return ["DispatchWindowOpen", task.id, await nextBlock(suite), closesAt];
};

const matrix: Record<Status, Record<string, Verdict>> = {
  None: {
    submitTask: "goes through",
    reenterRound: wrongStatus("None", "Pending"),
    expire: badMove("None", "TimedOut"),
    submitResult: wrongStatus("None", "Pending"),
    commitResult: wrongMode,
    revealResult: wrongMode,
    skipTask: wrongStatus("None", "Pending"),
    advance: wrongStatus("None", "Pending"),
    executeCallback: wrongStatus("None", "Completed"),
    bumpCallback: wrongStatus("None", "Completed"),
    cancelCallback: wrongStatus("None", "Completed"),
    "consumeResult inside": notExecuting,
    "consumeResult later": badMove("None", "Finalized"),
    settle: badMove("None", "Finalized"),
  },
  Pending: {
    submitTask: exists,
    reenterRound: roundNotVoid,
    expire: notExpired,
    submitResult: "goes through",
    commitResult: wrongMode,
    revealResult: wrongMode,
    skipTask: "goes through",
    advance: stillResponding,
    executeCallback: wrongStatus("Pending", "Completed"),
    bumpCallback: wrongStatus("Pending", "Completed"),
    cancelCallback: wrongStatus("Pending", "Completed"),
    "consumeResult inside": notExecuting,
    "consumeResult later": badMove("Pending", "Finalized"),
    settle: badMove("Pending", "Finalized"),
  },
  Completed: {
    ...overFor("Completed"),
    expire: notExpired,
    executeCallback: "goes through",
    bumpCallback: "goes through",
    cancelCallback: "goes through",
    "consumeResult later": "goes through",
    settle: windowOpen,
  },
  TimedOut: {
    ...overFor("TimedOut"),
    expire: badMove("TimedOut", "TimedOut"),
    "consumeResult later": "goes through",
    settle: windowOpen,
  },
  Failed: {
    ...overFor("Failed"),
    expire: badMove("Failed", "Failed"),
    "consumeResult later": "goes through",
    settle: windowOpen,
  },
  Finalized: {
    ...overFor("Finalized"),
    expire: badMove("Finalized", "TimedOut"),
    "consumeResult later": badMove("Finalized", "Finalized"),
    settle: badMove("Finalized", "Finalized"),
  },
};

/** What a task that takes no more results refuses, whatever became of it. */
function overFor(status: Status): Record<string, Verdict> {
  return {
    submitTask: exists,
    reenterRound: wrongStatus(status, "Pending"),
    submitResult: wrongStatus(status, "Pending"),
    commitResult: wrongMode,
    revealResult: wrongMode,
    skipTask: wrongStatus(status, "Pending"),
    advance: wrongStatus(status, "Pending"),
    executeCallback: wrongStatus(status, "Completed"),
    bumpCallback: wrongStatus(status, "Completed"),
    cancelCallback: wrongStatus(status, "Completed"),
    "consumeResult inside": notExecuting,
  };
}

/** A task of the actor with one result, and a callback to a contract. */
async function pendingFixture(): Promise<Case> {
  const suite = await deployTestSuite(connection, defaults.numRunners);
  const target = await (await deployActor(suite)).getAddress();
  const callback = {
    target,
    selector: ON_RESULTS_SELECTOR,
    gasLimit: defaults.callbackGasLimit,
    maxTip: defaults.maxTip,
    budget: defaults.callbackBudget,
  };
  const { task, order } = await submitDrawn(suite, { terms: { callback } });
  await answer(suite, task, order[0]!, 1n);
  const [first, , free] = order;
  return { suite, task, free: free!, opened: await recordOf(suite, task), runner: first!.controller };
}

async function noneFixture(): Promise<Case> {
  const other = await pendingFixture();
  const { suite, free, opened, runner } = other;
  return { suite, task: taskOf(suite, buildRequest(suite)), free, opened, runner };
}

async function completedFixture(): Promise<Case> {
  const given = await pendingFixture();
  const { suite, task, free } = given;
  const second = await secondOf(given);
  await answer(suite, task, second, 1n);
  await answer(suite, task, free, 1n);
  return { ...given, opened: await recordOf(suite, task) };
}

async function timedOutFixture(): Promise<Case> {
  const given = await pendingFixture();
  const receipt = await (await timeOut(given.suite, given.task)).wait();
  return { ...given, opened: await recordOf(given.suite, given.task, receipt!.blockNumber) };
}

async function failedFixture(): Promise<Case> {
  const given = await pendingFixture();
  await miss(given.suite, given.task, await secondOf(given));
  const receipt = await (await expire(given.suite, given.task)).wait();
  return { ...given, opened: await recordOf(given.suite, given.task, receipt!.blockNumber) };
}

async function finalizedFixture(): Promise<Case> {
  const given = await completedFixture();
  const { suite, task, runner, opened } = given;
  await consume(suite, task, runner, opened.record);
  const { timeoutBlock } = await suite.lens.taskOf(task.id);
  await mineBefore(suite, timeoutBlock);
  return given;
}

/** The position between the one that answered and the free one. */
async function secondOf({ suite, task, free, runner }: Case): Promise<DrawnPosition> {
  const order = await orderOf(suite, task);
  return order.find(({ controller, position }) => controller !== runner && position !== free.position)!;
}

const fixtures: Record<Status, () => Promise<Case>> = {
  None: noneFixture,
  Pending: pendingFixture,
  Completed: completedFixture,
  TimedOut: timedOutFixture,
  Failed: failedFixture,
  Finalized: finalizedFixture,
};

describe("Dispatcher: functions and statuses", () => {
  const { networkHelpers, ethers } = connection;

  for (const status of STATUSES) {
    describe(`given a task that is ${status}`, () => {
      it("tells the status", async () => {
        const { suite, task } = await networkHelpers.loadFixture(fixtures[status]);

        expect(await suite.dispatcher.statusOf(task.id)).to.equal(numberOf(status));
      });

      for (const [name, call] of Object.entries(calls)) {
        const verdict = matrix[status][name];
        if (verdict === undefined) throw new Error(`The matrix has no cell for ${name} of ${status}.`);
        if (verdict === "goes through") {
          it(`lets ${name} through`, async () => {
            const given = await networkHelpers.loadFixture(fixtures[status]);

            await expect(call(given)).to.not.revert(ethers);
          });
          continue;
        }
        it(`refuses ${name}`, async () => {
          const given = await networkHelpers.loadFixture(fixtures[status]);
          const [error, ...values] = await verdict(given);

          await expect(call(given))
            .to.be.revertedWithCustomError(given.suite.dispatcher, error)
            .withArgs(...values);
        });
      }
    });
  }

  it("refuses to expire a Completed task after its timeout block as well", async () => {
    const { suite, task } = await networkHelpers.loadFixture(completedFixture);
    const { timeoutBlock } = await suite.lens.taskOf(task.id);
    await mineBefore(suite, timeoutBlock);

    await expect(expire(suite, task))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchBadMove")
      .withArgs(task.id, numberOf("Completed"), numberOf("TimedOut"));
  });

  it("reads a Pending task as TimedOut from its timeout block, and not a block earlier", async () => {
    const { suite, task } = await networkHelpers.loadFixture(pendingFixture);
    const { timeoutBlock } = await suite.lens.taskOf(task.id);

    await mineBefore(suite, timeoutBlock);
    expect(await suite.dispatcher.statusOf(task.id)).to.equal(numberOf("Pending"));
    await networkHelpers.mine(1);
    expect(await suite.dispatcher.statusOf(task.id)).to.equal(numberOf("TimedOut"));
  });

  it("reads a Pending task as Failed as soon as too few positions are left", async () => {
    const given = await networkHelpers.loadFixture(pendingFixture);

    await skip(given.suite, given.task, given.free);

    expect(await given.suite.dispatcher.statusOf(given.task.id)).to.equal(numberOf("Failed"));
  });

  it("takes results until its last block, and none in its timeout block", async () => {
    const { suite, task, free } = await networkHelpers.loadFixture(pendingFixture);
    const { timeoutBlock } = await suite.lens.taskOf(task.id);
    const { position, hint } = free;

    await mineBefore(suite, timeoutBlock - 1n);
    const snapshot = await networkHelpers.takeSnapshot();
    await expect(answer(suite, task, free, 1n)).to.emit(suite.dispatcher, "ResultSubmitted");
    await snapshot.restore();
    await mineBefore(suite, timeoutBlock);

    await expect(dispatcherOf(suite, free).submitResult(task.id, task.terms, { position, hint }, resultOf(1n), "0x"))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTooLate")
      .withArgs(task.id, timeoutBlock, timeoutBlock);
  });
});
