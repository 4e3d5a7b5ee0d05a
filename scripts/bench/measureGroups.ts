import { id } from "ethers";

import { memberStruct } from "../../sdk/inference/memberStruct.ts";
import { answerRound } from "./answerRound.ts";
import {
  createBenchTask,
  createUntil,
  drawBenchTask,
  PARAMETERS_HASH,
  proveBenchSampling,
  scoreBenchTask,
  type ScoredTask,
} from "./benchTask.ts";
import type { GasSamples } from "./gasSamples.ts";
import type { InferenceStage } from "./inferenceStage.ts";

const SEEDS = 3;
/** Images of a result, and with them the length of its score. */
const IMAGES = [1, 9] as const;
const HASH = "0123456789abcdef";

/** Groups of three whose scores are all opened at once, and alike: the dearest outcome, for it frees two nodes. */
export async function measureGroups(stage: InferenceStage, samples: GasSamples): Promise<void> {
  const { bench } = stage;
  const { inference, actor, overrides } = bench;

  for (const images of IMAGES) {
    const score = `0x${HASH.repeat(images)}`;
    for (let seed = 0; seed < SEEDS; seed++) {
      const tasks = await scoreGroup(`muster.bench.group.${images}.${seed}`, score);
      const first = tasks[0] as ScoredTask;
      const { proof } = await proveBenchSampling(stage, first);
      const ids = tasks.map((task) => task.id) as [string, string, string];
      const members = tasks.map(({ file, opening, parametersSalt }) =>
        memberStruct({ order: file.order, score: file.score, opening, parametersSalt }),
      );
      const byCreator = inference.connect(actor);
      const parts = [ids, members as never, first.guid, PARAMETERS_HASH, proof] as const;
      const gas = await bench.gasOf(byCreator.validateTaskGroup(...parts, overrides));
      samples.add(`inference.validateTaskGroup@${images}`, gas);
    }
  }

  async function scoreGroup(name: string, score: string): Promise<ScoredTask[]> {
    const drawn = await drawBenchTask(stage, await createUntil(stage, true, name));
    const first = await scoreBenchTask(stage, drawn, score, id(`${name}.0`));
    const siblings = [await createBenchTask(stage, first.guid), await createBenchTask(stage, first.guid)];
    await answerRound(bench);
    const tasks = [first];
    const drawnSiblings = [];
    for (const sibling of siblings) drawnSiblings.push(await drawBenchTask(stage, sibling));
    for (const [index, sibling] of drawnSiblings.entries()) {
      tasks.push(await scoreBenchTask(stage, sibling, score, id(`${name}.${index + 1}`)));
    }
    return tasks;
  }
}
