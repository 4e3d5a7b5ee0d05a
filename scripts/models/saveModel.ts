import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { TensorFile } from "../../services/operator/inference/tensors/tensorFile.ts";
import { writeTensorFile } from "../../services/operator/inference/tensors/writeTensorFile.ts";

const FOLDER = "models";
const MANIFEST = join(FOLDER, "manifest.json");

interface ManifestEntry {
  readonly file: string;
  /** SHA-256 of the file: what a task calls the model. */
  readonly id: string;
  readonly bytes: number;
  readonly trainedOn: string;
}

/** Writes a trained model and its line of the manifest, and says whether it is the one that was there. */
export async function saveModel(name: string, model: TensorFile, trainedOn: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const bytes = writeTensorFile(model);
  const file = `${name}.safetensors`;
  const id = `0x${createHash("sha256").update(bytes).digest("hex")}`;
  await writeFile(join(FOLDER, file), bytes);

  const manifest = await readManifest();
  const known = manifest[name]?.id;
  const entries = Object.entries({ ...manifest, [name]: { file, id, bytes: bytes.length, trainedOn } });
  const sorted = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(MANIFEST, `${JSON.stringify(sorted, undefined, 2)}\n`);

  console.log(`${join(FOLDER, file)}: ${bytes.length} bytes, ${id}`);
  console.log(known === id ? "The same as before." : `Another than before (${known ?? "there was none"}).`);
}

async function readManifest(): Promise<Record<string, ManifestEntry>> {
  const text = await readFile(MANIFEST, "utf8").catch(() => "{}");
  return JSON.parse(text) as Record<string, ManifestEntry>;
}
