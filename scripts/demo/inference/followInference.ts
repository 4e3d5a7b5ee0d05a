import { setTimeout as sleep } from "node:timers/promises";

import { advanceInference, type AdvanceInferenceReturnType } from "../../../sdk/inference/advanceInference.ts";
import { createInferenceTask } from "../../../sdk/inference/createInferenceTask.ts";
import type { InferenceStatusName } from "../../../sdk/inference/inferenceStatuses.ts";
import { packVersion } from "../../../sdk/inference/packVersion.ts";
import type { TaskParameters } from "../../../sdk/inference/parameters/taskParameters.ts";
import { readInferenceTask } from "../../../sdk/inference/readInferenceTask.ts";
import type { Narrator } from "../narrate.ts";
import { type InferenceStage, VERSION } from "./inferenceStage.ts";

const LOOK_MS = 250;
/** Blocks in which a task must end. */
const PATIENCE_BLOCKS = 600;
const FEE = 10n ** 15n;
const EXECUTION_BLOCKS = 200n;

/** Creates a task, and does all that its application owes it, until it has its result. */
export async function runTask(
  { owner, secrets, relay, folder }: InferenceStage,
  narrator: Narrator,
  parameters: TaskParameters,
): Promise<AdvanceInferenceReturnType> {
  const demand = {
    version: packVersion(VERSION),
    executionBlocks: EXECUTION_BLOCKS,
    fee: FEE,
    publishers: [relay.publisher],
  };
  const { ticket, receipt } = await createInferenceTask(owner, { secrets, parameters, demand });
  narrator.step(`Task ${ticket.id.slice(0, 10)}… is created, its fee of 0.001 locked`, receipt.gasUsed);

  let task: AdvanceInferenceReturnType["task"] = { first: ticket, siblings: [] };
  let told = "";
  const end = receipt.blockNumber + PATIENCE_BLOCKS;
  for (;;) {
    const last = await advanceInference(owner, { secrets, task, relay: relay.url, pollIntervalMs: LOOK_MS });
    task = last.task;
    if (last.step !== told) narrator.say(`  ${last.step}`);
    told = last.step;
    if (last.state === "done") return last;
    if (last.state === "failed") throw new Error(`The task failed: ${last.step}; see the logs in ${folder}`);
    if (last.state === "waiting") await sleep(LOOK_MS);
    if ((await owner.provider.getBlockNumber()) > end) throw new Error(`No result: see the logs in ${folder}`);
  }
}

/** Waits until a task has ended, and says how. */
export async function waitForEnd({ owner, folder }: InferenceStage, id: string): Promise<InferenceStatusName> {
  const end = (await owner.provider.getBlockNumber()) + PATIENCE_BLOCKS;
  for (;;) {
    const { settledStatus } = await readInferenceTask(owner, { id });
    if (settledStatus.startsWith("End")) return settledStatus;
    if ((await owner.provider.getBlockNumber()) > end) throw new Error(`${id} does not end: see the logs in ${folder}`);
    await sleep(LOOK_MS);
  }
}
