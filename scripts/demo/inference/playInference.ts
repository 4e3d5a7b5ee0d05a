import type { Narrator } from "../narrate.ts";
import type { PlayLifecycle } from "../playLifecycle.ts";
import { type InferenceStage, setInferenceStage } from "./inferenceStage.ts";
import { tellDrawing } from "./stories/drawing.ts";
import { tellWriting } from "./stories/writing.ts";

/** Digits that are drawn until one of the tasks was sampled, and one was not. */
const MOST_DRAWINGS = 12;

/** Inference: four nodes, a relay and an application; in its short form, one picture. */
export const playInference: PlayLifecycle = async (ground, narrator, { isAll }) => {
  narrator.title("Inference: four nodes, and tasks that are sampled in secret");
  const stage = await setInferenceStage(ground);
  try {
    tellProving(stage, narrator);
    const outcomes = new Set([await tellDrawing(stage, narrator, 7)]);
    if (isAll) {
      await tellWriting(stage, narrator);
      for (let drawn = 1; outcomes.size < 2 && drawn < MOST_DRAWINGS; drawn++) {
        outcomes.add(await tellDrawing(stage, narrator, drawn % 10));
      }
      if (outcomes.size < 2) throw new Error(`${MOST_DRAWINGS} tasks, and all or none of them sampled.`);
    }
  } finally {
    await stage.stop();
  }
  return { tokens: [] };
};

/** Says when a node makes its first proof; which of them will, nobody knows before. */
function tellProving({ nodes }: InferenceStage, narrator: Narrator): void {
  for (const { name, process } of nodes) {
    const proving = process.first("proving").then(({ chunk }) => {
      narrator.say(`  ${name} proves chunk ${String(chunk)} of what it uploaded`);
    });
    // A node that ends first has proven nothing.
    proving.catch(() => undefined);
  }
}
