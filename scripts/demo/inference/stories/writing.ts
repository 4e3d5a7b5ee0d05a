import type { Narrator } from "../../narrate.ts";
import { runTask, waitForEnd } from "../followInference.ts";
import type { InferenceStage } from "../inferenceStage.ts";

/** Text that goes on where a prompt ends, the same to the letter whoever computes it. */
export async function tellWriting(stage: InferenceStage, narrator: Narrator): Promise<void> {
  narrator.title("Inference: a sentence that goes on");
  const parameters = {
    kind: "text",
    baseModel: stage.models.text,
    prompt: "the whale ",
    seed: 7,
    numLetters: 60,
    temperature: 400,
  } as const;
  const { task, files = [] } = await runTask(stage, narrator, parameters);
  const text = files.map(({ bytes }) => new TextDecoder().decode(bytes).split("\n")[0]).join("");
  if (text === "") throw new Error("Nothing was written.");
  narrator.say(`  ${text}`);
  const status = await waitForEnd(stage, task.first.id);
  if (!status.endsWith("Success")) throw new Error(`The task ended as ${status}.`);
}
