import { id, ZeroAddress } from "ethers";

import { emptyFile } from "../../sdk/inference/emptyFile.ts";
import { fileStruct } from "../../sdk/inference/fileStruct.ts";
import { hashParametersCommitment } from "../../sdk/inference/hashParametersCommitment.ts";
import { hashScoreCommitment } from "../../sdk/inference/hashScoreCommitment.ts";
import { hashTaskIdCommitment } from "../../sdk/inference/hashTaskIdCommitment.ts";
import type { InferenceFile, InferenceTerms, ScoreOpening } from "../../sdk/inference/inferenceOrder.ts";
import { inferenceTypes } from "../../sdk/inference/inferenceTypes.ts";
import { keysStruct } from "../../sdk/inference/keysStruct.ts";
import { termsStruct } from "../../sdk/inference/termsStruct.ts";
import { vrfProofStruct } from "../../sdk/inference/vrfProofStruct.ts";
import { proveVrf } from "../../sdk/vrf/proveVrf.ts";
import { vrfOutput } from "../../sdk/vrf/vrfOutput.ts";
import { answerRound } from "./answerRound.ts";
import { type InferenceStage, MODEL, NODE_VERSION } from "./inferenceStage.ts";

/** Wei of a task. */
export const FEE = 10n ** 15n;
const EXECUTION_BLOCKS = 100n;
const SIZE = 1_000n;
const SAMPLING_MODULUS = 10n;
/** What the parameters commitments of all tasks are opened with. */
export const PARAMETERS_HASH = id("muster.bench.parameters");

/** A task with what only its creator and its node know of it. */
export interface BenchTask {
  readonly id: string;
  readonly guid: string;
  readonly parametersSalt: string;
  readonly file: InferenceFile;
  /** Gas of its creation. */
  readonly gas: number;
}

/** A task with a node. */
export interface DrawnTask extends BenchTask {
  readonly node: number;
  /** Gas of the draw. */
  readonly drawGas: number;
}

/** A task whose node committed itself to a score. */
export interface ScoredTask extends DrawnTask {
  readonly opening: ScoreOpening;
  readonly scoreGas: number;
}

/** Creates a task of the actor, from its credit; siblings share a guid. */
export async function createBenchTask(
  { bench, keys }: InferenceStage,
  guid: string,
  changes: Partial<InferenceTerms> = {},
): Promise<BenchTask> {
  const { inference, actor, governor, overrides } = bench;
  const nonce = (await inference.applicationOf(actor)).lastNonce + 1n;
  const parametersSalt = id(`muster.bench.salt.${nonce}`);
  const terms: InferenceTerms = {
    taskType: inferenceTypes.Image,
    taskIdCommitment: hashTaskIdCommitment({ guid, nonce }),
    nonce,
    models: [MODEL],
    minimumVram: 8n,
    requiredGpu: 0n,
    version: NODE_VERSION,
    size: SIZE,
    executionBlocks: EXECUTION_BLOCKS,
    currency: ZeroAddress,
    fee: FEE,
    parametersCommitment: hashParametersCommitment({ parametersHash: PARAMETERS_HASH, salt: parametersSalt }),
    publishers: [governor.address],
    ...changes,
  };
  const sending = inference.connect(actor).createTask(termsStruct(terms), keysStruct(keys), overrides);
  const { gasUsed, blockNumber } = await bench.mined(sending);
  const file = emptyFile({ terms, keys, creator: actor.address, createdAt: BigInt(blockNumber) });
  const taskId = await inference.taskIdOf(actor, terms.taskIdCommitment);
  return { id: taskId, guid, parametersSalt, file, gas: Number(gasUsed) };
}

/** Has a task of an answered round drawn. */
export async function drawBenchTask<T extends BenchTask>(stage: InferenceStage, task: T): Promise<T & DrawnTask> {
  const { inference, overrides } = stage.bench;
  const drawGas = await stage.bench.gasOf(inference.startTask(task.id, overrides));
  return { ...task, drawGas, node: Number((await inference.taskOf(task.id)).node) };
}

/** Uploads the parameters of a drawn task, and has its node commit itself to a score. */
export async function scoreBenchTask<T extends DrawnTask>(
  stage: InferenceStage,
  task: T,
  score: string,
  resultRoot: string,
): Promise<T & ScoredTask> {
  const { bench, nodes } = stage;
  await stage.feed(task.id, fileStruct(task.file));
  const opening = { score, salt: id(`muster.bench.opening.${task.id}`) };
  const scoreCommitment = hashScoreCommitment({ id: task.id, node: task.node, resultRoot, opening });
  const record = { scoreCommitment, resultRoot };
  const inference = bench.inference.connect(await bench.actAs(nodes.get(task.node) as string));
  const scoreGas = await bench.gasOf(inference.submitScore(task.id, record, bench.overrides));
  return { ...task, file: { ...task.file, score: record }, opening, scoreGas };
}

/** The application's proof of a task's sampling number, and whether the number makes it sampled. */
export async function proveBenchSampling({ bench, vrfSecretKey }: InferenceStage, { id: task }: BenchTask) {
  const seed = await bench.inference.samplingSeedOf(task);
  const proof = proveVrf({ secretKey: vrfSecretKey, seed });
  return { proof: vrfProofStruct(proof), isSampled: vrfOutput(proof.gamma) % SAMPLING_MODULUS === 0n };
}

/** Creates tasks, each in a round of its own, and takes them back, until one is sampled, or not, as asked. */
export async function createUntil(stage: InferenceStage, isSampled: boolean, name: string): Promise<BenchTask> {
  const { provider } = stage.bench.connection;
  for (let attempt = 0; ; attempt++) {
    const snapshot = await provider.request({ method: "evm_snapshot", params: [] });
    const task = await createBenchTask(stage, id(`${name}.${attempt}`));
    await answerRound(stage.bench);
    if ((await proveBenchSampling(stage, task)).isSampled === isSampled) return task;
    await provider.request({ method: "evm_revert", params: [snapshot] });
  }
}
