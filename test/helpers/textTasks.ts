import type { ModelId } from "../../sdk/inference/models/modelId.ts";
import type { TextParameters } from "../../sdk/inference/parameters/taskParameters.ts";
import { defaults } from "./defaults.ts";

const PROMPTS = [
  "call me ishmael. ",
  "the white whale ",
  "at sea, ",
  "captain ahab said, ",
  "in the harpooneer's hands ",
];

/** Text tasks, no two alike. */
export function textTasks(baseModel: ModelId): TextParameters[] {
  return Array.from({ length: defaults.inference.tasks }, (_, index) => ({
    kind: "text",
    baseModel,
    prompt: PROMPTS[index % PROMPTS.length]!,
    seed: 1_000 + index,
    numLetters: defaults.inference.numLetters,
    temperature: defaults.inference.temperature,
  }));
}
