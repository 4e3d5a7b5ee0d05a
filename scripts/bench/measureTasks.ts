import { id, ZeroAddress } from "ethers";

import { BLANK_FILE } from "../../sdk/inference/blankFile.ts";
import { fileStruct } from "../../sdk/inference/fileStruct.ts";
import { answerRound } from "./answerRound.ts";
import {
  createBenchTask,
  createUntil,
  drawBenchTask,
  FEE,
  proveBenchSampling,
  scoreBenchTask,
  type ScoredTask,
} from "./benchTask.ts";
import { type BenchUpload, encryptBenchResult, proveBenchUpload, publishBenchResult } from "./benchUpload.ts";
import type { GasSamples } from "./gasSamples.ts";
import type { InferenceStage } from "./inferenceStage.ts";
import { playAndRevert } from "./playAndRevert.ts";
import { warmOperators } from "./warmOperators.ts";

const SEEDS = 5;
const SCORE = "0x0123456789abcdef";

/**
 * Tasks that are not sampled, from their creation to their payment, among so many nodes, in steady state: the node had
 * credit and a reputation before. Each task opens the round that draws it, and the one that chooses its chunk.
 */
export async function measureTasks(stage: InferenceStage, samples: GasSamples, size: number): Promise<void> {
  const { bench, nodes } = stage;
  const { inference, overrides } = bench;
  const add = (key: string, gas: number) => samples.add(`inference.${key}/${size}`, gas);

  await warmMarket();
  for (let seed = 0; seed < SEEDS; seed++) {
    // Proofs of uploads are made with fresh randomness, which must not reach the hashes of later blocks.
    await playAndRevert(bench, async () => measureTask(`muster.bench.task.${size}.${seed}`));
  }

  /** Gives the market what it has after its first task: a mean reward, an application, and money of a task under way. */
  async function warmMarket(): Promise<void> {
    const task = await createBenchTask(stage, id(`muster.bench.warm.${size}`));
    await answerRound(bench);
    await drawBenchTask(stage, task);
    const [[node, controller]] = [...nodes] as [[number, string]];
    const byMarket = bench.reputation.connect(await bench.actAs(String(inference.target)));
    await bench.mined(byMarket.record(node, controller, bench.actor, ZeroAddress, FEE, true, overrides));
  }

  async function measureTask(name: string): Promise<void> {
    const task = await drawBenchTask(stage, await createUntil(stage, false, name));
    await warmOperators(bench, [{ operator: task.node, controller: nodes.get(task.node) as string }]);
    const result = await encryptBenchResult(stage, task);
    const scored = await scoreBenchTask(stage, task, SCORE, result.resultRoot);
    const { proof } = await proveBenchSampling(stage, task);
    const validating = inference
      .connect(bench.actor)
      .validateSingleTask(task.id, fileStruct(scored.file), proof, overrides);
    const validateGas = await bench.gasOf(validating);
    const uploads = await upload(scored, result);

    add("createTask", task.gas);
    add("startTask", task.drawGas);
    add("submitScore", scored.scoreGas);
    // Nothing of it depends on the size, and its mean wants many.
    samples.add("inference.validateSingleTask", validateGas);
    add("commitUpload", uploads.commitGas);
    add("reportResultUploaded", uploads.reportGas);
  }

  async function upload(scored: ScoredTask, result: BenchUpload) {
    const inclusion = await publishBenchResult(bench, scored.id, result);
    const file = fileStruct({ ...scored.file, upload: result.record });
    const byNode = inference.connect(await bench.actAs(nodes.get(scored.node) as string));
    const commitGas = await bench.gasOf(byNode.commitUpload(scored.id, file, inclusion, overrides));
    await answerRound(bench);
    const { proof } = await proveBenchUpload(result);
    const report = { id: scored.id, file, tasks: [], source: fileStruct(BLANK_FILE) };
    const reporting = byNode.reportResultUploaded([report], [[...proof]] as never, overrides);
    return { commitGas, reportGas: await bench.gasOf(reporting) };
  }
}
