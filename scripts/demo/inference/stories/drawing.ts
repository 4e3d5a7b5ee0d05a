import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { decodePng } from "../../../../sdk/inference/images/decodePng.ts";
import { ether, type Narrator } from "../../narrate.ts";
import { runTask, waitForEnd } from "../followInference.ts";
import type { InferenceStage } from "../inferenceStage.ts";

const SHADES = " .:-=+*#%@";
const SHADE_STEP = 256 / SHADES.length;
const NATIVE = `0x${"0".repeat(40)}`;

/** A picture of a digit: drawn by one node, or by three if the task is sampled, and paid for on a proof. */
export async function tellDrawing(stage: InferenceStage, narrator: Narrator, label: number): Promise<boolean> {
  narrator.title(`Inference: a picture of a ${label}`);
  const { models, folder, owner } = stage;
  const before = await owner.escrow.heldBy(owner.deployment.addresses.inference, NATIVE);
  const parameters = { kind: "image", baseModel: models.image, label, seed: 2_026, numImages: 1 } as const;
  const { task, files = [] } = await runTask(stage, narrator, parameters);
  const [picture] = files;
  if (picture === undefined) throw new Error("There is no picture.");
  writeFileSync(join(folder, picture.name), picture.bytes);
  for (const row of drawRows(picture.bytes)) narrator.say(`  ${row}`);

  const wasSampled = task.siblings.length > 0;
  const status = await waitForEnd(stage, task.first.id);
  const expected = wasSampled ? "EndGroupSuccess" : "EndSuccess";
  if (status !== expected) throw new Error(`The task ended as ${status}, not as ${expected}.`);
  const held = await owner.escrow.heldBy(owner.deployment.addresses.inference, NATIVE);
  if (held !== before) throw new Error(`${ether(held - before)} of the task is still held.`);
  narrator.say(
    wasSampled
      ? "It was sampled: three nodes drew it, the chain compared, and they share the fee on a proof of upload"
      : "It was not sampled: one node drew it, and was paid on a proof of upload",
  );
  return wasSampled;
}

/** The picture in letters, every other row: letters are twice as high as wide. */
function drawRows(png: Uint8Array): string[] {
  const { width, height, pixels } = decodePng(png);
  const rows = Array.from({ length: Math.floor(height / 2) }, (_, row) =>
    Array.from({ length: width }, (_each, column) => {
      const shade = pixels[row * 2 * width + column] ?? 0;
      return SHADES[Math.floor(shade / SHADE_STEP)];
    }).join(""),
  );
  return rows.filter((row) => row.trim() !== "");
}
