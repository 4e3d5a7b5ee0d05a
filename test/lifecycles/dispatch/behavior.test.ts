import { ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { shouldBehaveLikeTaskMarket } from "../../behaviors/shouldBehaveLikeTaskMarket.ts";
import type { MarketTask, Refusal, TaskMarketAdapter } from "../../behaviors/taskMarketAdapter.ts";
import { defaults } from "../../helpers/defaults.ts";
import { answer, buildRequest, recordOf, resultOf, submit, submitDrawn, taskOf, idOf } from "../../helpers/dispatch.ts";
import { CONSUME_INSIDE, consume, expire, mineBefore, nextBlock, settle } from "../../helpers/dispatchMoves.ts";
import { rebuildTask } from "../../helpers/rebuildTask.ts";
import { storedTask } from "../../helpers/storedTask.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();

const STATUS = { None: 0n, Pending: 1n, Completed: 2n, Finalized: 5n } as const;

async function dispatcherFixture(): Promise<TaskMarketAdapter> {
  const suite = await deployTestSuite(connection);
  const { dispatcher, actor } = suite;
  const tasks = new Map<string, Parameters<typeof rebuildTask>[1]>();
  return {
    suite,
    market: await dispatcher.getAddress(),
    statuses: { none: STATUS.None, final: STATUS.Finalized },
    statusOf: (id) => dispatcher.statusOf(id),
    open: async (currency) => openTask(suite, currency, tasks),
    completeFor: async (currency) => completeTask(suite, currency),
    unknownCalls: (id) => unknownCalls(suite, id),
    replay: async () => {
      const { id, request } = await submit(suite, buildRequest(suite));
      const send = () => dispatcher.connect(actor).submitTask(request);
      return { send, contract: dispatcher, error: "DispatchTaskExists", values: [id] };
    },
    submitPaused: () => {
      const send = () => dispatcher.connect(actor).submitTask(buildRequest(suite));
      return { send, contract: dispatcher, error: "EnforcedPause", values: [] };
    },
    setPaused: (isPaused) => dispatcher.setPaused(isPaused),
    reentry: async () => {
      const task = taskOf(suite, buildRequest(suite));
      const record = { entries: [], variants: [], sealedAt: 0 };
      return dispatcher.interface.encodeFunctionData("settle", [task.id, task.terms, record]);
    },
    reconstruct: async ({ id }) => {
      const task = tasks.get(id)!;
      return { told: await rebuildTask(suite, task), stored: await storedTask(suite, task) };
    },
  };
}

async function openTask(
  suite: TestSuite,
  currency: string,
  tasks: Map<string, Parameters<typeof rebuildTask>[1]>,
): Promise<MarketTask> {
  const { dispatcher } = suite;
  const { task, order } = await submitDrawn(suite, { terms: { currency } });
  tasks.set(task.id, task);
  const { timeoutBlock } = await suite.lens.taskOf(task.id);
  const work = () => answer(suite, task, order[0]!, 1n);
  return {
    id: task.id,
    reachLastBlock: () => mineBefore(suite, timeoutBlock - 1n),
    work,
    workTooLate: async () => {
      const values = [task.id, await nextBlock(suite), timeoutBlock];
      return { send: work, contract: dispatcher, error: "DispatchTooLate", values };
    },
    expire: () => expire(suite, task),
    expireTooEarly: async () => {
      const values = [task.id, await nextBlock(suite), timeoutBlock];
      return { send: () => expire(suite, task), contract: dispatcher, error: "DispatchNotExpired", values };
    },
    finish: async () => {
      const [expired] = await dispatcher.queryFilter(dispatcher.filters.TaskTimedOut(task.id));
      await mineBefore(suite, expired!.blockNumber + defaults.consumeBlocks + 1);
      return settle(suite, task, (await recordOf(suite, task, expired!.blockNumber)).record);
    },
  };
}

async function completeTask(suite: TestSuite, currency: string) {
  const { task, order } = await submitDrawn(suite, { numRunners: 1, terms: { currency } });
  await answer(suite, task, order[0]!, 1n);
  await consume(suite, task, order[0]!.controller, (await recordOf(suite, task)).record);
  return { payee: order[0]!.controller, amount: defaults.paymentPerRunner };
}

function unknownCalls(suite: TestSuite, id: string): Refusal[] {
  const { dispatcher, actor } = suite;
  const { terms } = buildRequest(suite);
  const claim = { position: 0, hint: 0 };
  const record = { entries: [], variants: [], sealedAt: 0 };
  const contract = dispatcher;
  const wrongStatus = (needed: bigint, send: () => Promise<unknown>): Refusal => ({
    send,
    contract,
    error: "DispatchWrongStatus",
    values: [id, STATUS.None, needed],
  });
  const wrongTerms = (send: () => Promise<unknown>): Refusal => ({
    send,
    contract,
    error: "DispatchWrongTerms",
    values: [id, idOf(suite, terms)],
  });
  const wrongMode = (send: () => Promise<unknown>): Refusal => ({
    send,
    contract,
    error: "DispatchWrongMode",
    values: [id, false],
  });
  return [
    wrongStatus(STATUS.Pending, () => dispatcher.reenterRound(id)),
    wrongTerms(() => dispatcher.expire(id, terms)),
    wrongStatus(STATUS.Pending, () => dispatcher.submitResult(id, terms, claim, resultOf(1n), "0x")),
    wrongMode(() => dispatcher.commitResult(id, terms, claim, ZeroHash)),
    wrongMode(() => dispatcher.revealResult(id, terms, claim, resultOf(1n), "0x", ZeroHash)),
    wrongStatus(STATUS.Pending, () => dispatcher.skipTask(id, claim)),
    wrongStatus(STATUS.Pending, () => dispatcher.advance(id, terms, claim)),
    wrongTerms(() => dispatcher.executeCallback(id, terms, record, [])),
    wrongStatus(STATUS.Completed, () => dispatcher.bumpCallback(id, { value: 1n })),
    wrongTerms(() => dispatcher.connect(actor).cancelCallback(id, terms, record)),
    {
      send: () => dispatcher[CONSUME_INSIDE](id, ZeroAddress),
      contract,
      error: "DispatchNotExecuting",
      values: [id],
    },
    {
      send: () => dispatcher.settle(id, terms, record),
      contract,
      error: "DispatchBadMove",
      values: [id, STATUS.None, STATUS.Finalized],
    },
    {
      send: () => dispatcher.responseTimeOf(id, 0),
      contract,
      error: "DispatchOutsideWindow",
      values: [id, 0, 0],
    },
  ];
}

describe("Dispatcher: the behaviour of a market", () => {
  shouldBehaveLikeTaskMarket(connection, dispatcherFixture);
});
