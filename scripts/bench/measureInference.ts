import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";
import { type InferenceStage, openInference } from "./inferenceStage.ts";
import { measureGroups } from "./measureGroups.ts";
import { measureQueue, openQueue } from "./measureQueue.ts";
import { measureTasks } from "./measureTasks.ts";

/** Groups cost the same at any size. */
const GROUP_SIZE = 100;
/** Classes of cards that the nodes share. */
const CARDS = 2;

/** Inference among more and more nodes, on one chain. */
export async function measureInference(
  bench: Bench,
  samples: GasSamples,
  sizes: readonly number[],
  report: (step: string) => void,
): Promise<void> {
  const stage = await openInference(bench);
  const queue = await openQueue(stage);
  for (const size of sizes) {
    report(`${size} nodes`);
    await grow(stage, size + 1);
    await measureTasks(stage, samples, size);
    await measureQueue(stage, queue, samples, size);
    if (size === GROUP_SIZE) await measureGroups(stage, samples);
  }
}

/** Nodes are dealt out to the classes in turn. */
async function grow({ nodes, addNodes }: InferenceStage, size: number): Promise<void> {
  const missing = size - nodes.size;
  for (let gpu = 0; gpu < CARDS; gpu++) await addNodes(Math.floor((missing + gpu) / CARDS), gpu);
}
