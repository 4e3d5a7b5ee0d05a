import type { LogDescription } from "ethers";

import type { TestTask } from "./dispatch.ts";
import type { TestSuite } from "./suite.ts";

type Facts = Record<string, unknown>;
type Teller = (args: LogDescription["args"], block: bigint, task: Facts) => Facts;

const mark =
  (field: string): Teller =>
  ({ position }, _block, task) => ({ [field]: (task[field] as bigint) | (1n << (position as bigint)) });
const callbackIs =
  (state: bigint): Teller =>
  () => ({ callback: state });

/** What each event says of its task. */
const tellers: Record<string, Teller> = {
  DispatchMoved: ({ to }) => ({ status: to }),
  TaskSubmitted: (args, block) => ({
    actor: args.actor,
    pool: args.pool,
    round: args.round,
    responseBlocks: args.request.responseBlocks,
    rosterVersion: args.rosterVersion,
    rosterSize: args.rosterSize,
    requested: args.request.numRunners,
    submissionBlock: block,
    timeoutBlock: block + args.request.timeoutBlocks,
  }),
  TaskReentered: ({ newRound }) => ({ round: newRound }),
  ResultSubmitted: mark("submitted"),
  ResultCommitted: mark("committed"),
  TaskSkipped: mark("skipped"),
  RunnerMissed: mark("missed"),
  CallbackScheduled: callbackIs(1n),
  CallbackExecuted: callbackIs(3n),
  CallbackFailed: callbackIs(4n),
  CallbackCancelled: callbackIs(5n),
};

/** What the Lens tells of a task, as its events tell it. */
export async function rebuildTask(suite: TestSuite, { id }: TestTask): Promise<Facts> {
  const { dispatcher, deployment } = suite;
  const logs = await suite.provider.getLogs({
    address: deployment.addresses.dispatcher,
    topics: [null, id],
    fromBlock: deployment.fromBlock,
  });
  const nothing: Facts = { status: 0n, callback: 0n, submitted: 0n, committed: 0n, skipped: 0n, missed: 0n };
  return logs.reduce((task, log) => {
    const { name, args } = dispatcher.interface.parseLog(log)!;
    return { ...task, ...tellers[name]?.(args, BigInt(log.blockNumber), task) };
  }, nothing);
}
