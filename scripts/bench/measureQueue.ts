import { id } from "ethers";

import { fileStruct } from "../../sdk/inference/fileStruct.ts";
import { answerRound } from "./answerRound.ts";
import { type BenchTask, createBenchTask, drawBenchTask } from "./benchTask.ts";
import type { GasSamples } from "./gasSamples.ts";
import { type InferenceStage, RARE_CARD } from "./inferenceStage.ts";

const SEEDS = 7;
/** Tasks in the queue, so that none is pushed out while it is measured. */
const MOST_WAITING = 240;
const ROUND = 20;
const FEE = 10n ** 15n;
/** Fees of the tasks that wait all the time: lower than the others' by a half and more. */
const LOW_FEE = FEE / 2n;
const PARAMETERS_BLOCKS = 101;

/** The queue of those tasks that only one node can run. */
export interface QueueStage {
  readonly node: number;
  /** How many wait in it all the time. */
  waiting: number;
}

/** Makes the node, and pauses it. */
export async function openQueue(stage: InferenceStage): Promise<QueueStage> {
  const [node] = (await stage.addNodes(1, RARE_CARD)) as [number];
  await setPaused(stage, node, true);
  return { node, waiting: 0 };
}

/**
 * Tasks that find no node, and those that leave the queue when it comes back, in steady state: the queue was longer
 * before. `queuePush` is the draw that ends in the queue, `queuePop` the admission to a round that others opened; the
 * queue is as long as there are nodes, up to its limit.
 */
export async function measureQueue(
  stage: InferenceStage,
  queue: QueueStage,
  samples: GasSamples,
  size: number,
): Promise<void> {
  const { bench } = stage;
  const { inference, actor, overrides } = bench;
  const byCreator = inference.connect(actor);
  while (queue.waiting < Math.min(size, MOST_WAITING)) {
    const count = Math.min(ROUND, Math.min(size, MOST_WAITING) - queue.waiting);
    await enqueue(`waiting.${queue.waiting}`, count, LOW_FEE);
    queue.waiting += count;
  }
  // What has waited once leaves its slots for those that are measured.
  for (const task of await enqueue(`warm.${size}`, SEEDS + 1, FEE)) await cancel(task);

  const tasks = await enqueue(`measured.${size}`, SEEDS + 1, FEE);
  for (const { drawGas } of tasks.slice(1)) samples.add(`inference.queuePush/${size}`, drawGas);
  await setPaused(stage, queue.node, false);
  const key = await keyOf(tasks[0] as BenchTask);
  for (const index of tasks.keys()) {
    const gas = await bench.gasOf(byCreator.admitTask(key, queue.node, overrides));
    samples.add(`inference.${index === 0 ? "queuePop.opensRound" : "queuePop"}/${size}`, gas);
  }
  await answerRound(bench);
  for (const { id: task } of tasks) await bench.mined(inference.startTask(task, overrides));
  const [first, ...others] = tasks;
  for (const task of others) await cancel(task);
  await bench.mine(PARAMETERS_BLOCKS);
  await cancel(first as BenchTask);
  await setPaused(stage, queue.node, true);

  async function enqueue(name: string, count: number, fee: bigint) {
    const tasks: BenchTask[] = [];
    for (let index = 0; index < count; index++) {
      const guid = id(`muster.bench.queue.${name}.${index}`);
      tasks.push(await createBenchTask(stage, guid, { requiredGpu: BigInt(RARE_CARD + 1), fee }));
    }
    await answerRound(bench);
    const drawn = [];
    for (const task of tasks) drawn.push(await drawBenchTask(stage, task));
    return drawn;
  }

  async function cancel({ id: task, file }: BenchTask): Promise<void> {
    await bench.mined(byCreator.abortTask(task, fileStruct(file), overrides));
  }

  async function keyOf({ id: task }: BenchTask): Promise<bigint> {
    const [event] = await inference.queryFilter(inference.filters.TaskQueued(task));
    if (!event) throw new Error("A task that was to wait found a node.");
    return event.args.queue;
  }
}

async function setPaused({ bench, nodes }: InferenceStage, node: number, isPaused: boolean): Promise<void> {
  const { inference, overrides } = bench;
  const byNode = inference.connect(await bench.actAs(nodes.get(node) as string));
  await bench.mined(isPaused ? byNode.pauseNode(overrides) : byNode.resumeNode(overrides));
}
