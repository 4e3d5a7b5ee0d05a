import { setTimeout as sleep } from "node:timers/promises";

import { readDrawOrder } from "../../../sdk/dispatch/readDrawOrder.ts";
import { readTask, type ReadTaskReturnType } from "../../../sdk/dispatch/readTask.ts";
import { ether, type Narrator } from "../narrate.ts";
import type { DispatchStage } from "./dispatchStage.ts";

const LOOK_MS = 200;
/** Blocks after its timeout in which a task must have got where the story wants it. */
const PATIENCE_BLOCKS = 240;

/** Waits until a task is as the story wants it, and fails when it never will be. */
export async function waitForTask(
  stage: DispatchStage,
  id: string,
  isThere: (task: ReadTaskReturnType) => boolean | Promise<boolean>,
): Promise<ReadTaskReturnType> {
  for (;;) {
    const task = await readTask(stage.owner, { id });
    if (await isThere(task)) return task;
    const block = await stage.owner.provider.getBlockNumber();
    if (block > task.timeoutBlock + PATIENCE_BLOCKS) {
      throw new Error(`Task ${id} is still ${task.liveStatus} in block ${block}: see the logs in ${stage.folder}`);
    }
    await sleep(LOOK_MS);
  }
}

/** Waits for a task's seed, and says who was drawn and why. */
export async function tellDraw(stage: DispatchStage, narrator: Narrator, id: string): Promise<void> {
  const { beacon, deployment } = stage.owner;
  const task = await waitForTask(stage, id, async ({ round }) => (await beacon.roundOf(round)).answeredAt !== 0n);
  const [answer] = await beacon.queryFilter(beacon.filters.RoundAnswered(task.round), deployment.fromBlock);
  narrator.say(
    `Round ${task.round} answered in block ${answer?.blockNumber}: VRF word ${String(answer?.args.word).slice(0, 12)}…, ` +
      `roster version ${task.rosterVersion} with ${task.rosterSize} seats`,
  );
  const order = await readDrawOrder(stage.owner, { timeline: task, count: task.rosterSize });
  const { numRunners } = task.request;
  const line = order.map(({ position, seat, controller }) => {
    const runner = stage.runners.find(({ wallet }) => wallet.address === controller);
    return `${position}:${runner?.name.replace("runner ", "#") ?? controller}(seat ${seat}, ${runner?.behaviour ?? "?"})`;
  });
  narrator.say(`Drawn: ${line.slice(0, numRunners).join(" ")}`);
  narrator.say(`Next in line: ${line.slice(numRunners).join(" ")}`);
}

/** Says what became of a task, event by event, with the gas of each transaction. */
export async function tellTask(stage: DispatchStage, narrator: Narrator, task: ReadTaskReturnType): Promise<void> {
  const { provider, deployment, dispatcher } = stage.owner;
  const logs = await provider.getLogs({
    address: deployment.addresses.dispatcher,
    topics: [null, task.id],
    fromBlock: task.submissionBlock,
  });
  for (const log of logs) {
    const event = dispatcher.interface.parseLog(log);
    const text = event && tell(stage, event.name, event.args);
    if (!text) continue;
    const receipt = await provider.getTransactionReceipt(log.transactionHash);
    narrator.step(`block ${log.blockNumber}: ${text}`, receipt?.gasUsed);
  }
}

/** The fields of all events together; each has some. */
interface EventFields {
  readonly runner: string;
  readonly executor: string;
  readonly actor: string;
  readonly currency?: string;
  readonly consumedRunner: string;
  readonly position: bigint;
  readonly amount: bigint;
  readonly paid: bigint;
  readonly slashed: bigint;
  readonly paidRunners: bigint;
  readonly late: boolean;
}

function tell({ nameOf }: DispatchStage, event: string, args: unknown): string | undefined {
  const { runner, executor, position, amount, paid, late, slashed, actor, currency, consumedRunner, paidRunners } =
    args as unknown as EventFields;
  const unit = currency === undefined || /^0x0+$/.test(currency) ? "" : " EXT";
  const stories: Record<string, () => string> = {
    TaskSubmitted: () => `submitted by ${nameOf(actor)}`,
    ResultCommitted: () => `${nameOf(runner)} committed to a result (position ${position})`,
    ResultSubmitted: () => `${nameOf(runner)} answered (position ${position})`,
    TaskSkipped: () => `${nameOf(runner)} skipped ${late ? "late, at a price" : "for free"} (position ${position})`,
    RunnerMissed: () => `${nameOf(runner)} never answered (position ${position}) and lost ${ether(slashed)}`,
    CallbackScheduled: () => "all results are in; the callback is scheduled",
    CallbackExecuted: () => `${nameOf(executor)} executed the callback for ${ether(paid)}`,
    CallbackFailed: () => `the callback failed; ${nameOf(executor)} still got ${ether(paid)}`,
    TaskTimedOut: () => "timed out",
    TaskFailed: () => "ran out of runners",
    RunnerPaid: () => `${nameOf(runner)} earned its share of ${ether(amount)}`,
    ActorRefunded: () => `${nameOf(actor)} got ${ether(amount)}${unit} back`,
    TaskFinalized: () =>
      /^0x0+$/.test(consumedRunner)
        ? `settled by default: ${paidRunners} runners paid`
        : `finalized: the result of ${nameOf(consumedRunner)} was consumed`,
  };
  return stories[event]?.();
}
