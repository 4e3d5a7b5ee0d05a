import { encodeParameters } from "../../sdk/inference/parameters/encodeParameters.ts";
import { createTextExecutor } from "../../services/operator/inference/executors/createTextExecutor.ts";
import { loadModel, modelsById } from "./inference.ts";
import { textTasks } from "./textTasks.ts";

/** The scores of all text tasks, one after the other. */
export async function computeTexts(): Promise<Buffer> {
  const model = loadModel("textBase");
  const executor = createTextExecutor();
  const scores: Uint8Array[] = [];
  for (const task of textTasks(model.id)) {
    scores.push((await executor.execute(encodeParameters(task), modelsById(model))).score);
  }
  return Buffer.concat(scores);
}

/** As a process of its own, this prints them. */
if (import.meta.main) process.stdout.write((await computeTexts()).toString("hex"));
