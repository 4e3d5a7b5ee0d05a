import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { advanceInference } from "../../sdk/inference/advanceInference.ts";
import { readCase } from "../helpers/readCase.ts";
import { readSecrets } from "../helpers/readSecrets.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { writeCase } from "../helpers/writeCase.ts";

interface Arguments {
  readonly file: string;
  readonly keys: string | undefined;
  readonly relay: string;
  readonly out: string | undefined;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, print }, { file, keys, relay, out, credit }) => {
  const known = await readCase(client, file);
  const payFrom = credit ? "credit" : "value";
  const {
    task,
    state,
    step,
    files = [],
  } = await advanceInference(client, {
    secrets: readSecrets(keys),
    task: known,
    relay,
    payFrom,
  });
  writeCase(file, task);
  print(`${state}: ${step}`);
  if (out === undefined) return;
  mkdirSync(out, { recursive: true });
  for (const { name, bytes } of files) writeFileSync(join(out, name), bytes);
  if (files.length > 0) print(`${files.length} files are in ${out}: ${files.map(({ name }) => name).join(", ")}`);
});
