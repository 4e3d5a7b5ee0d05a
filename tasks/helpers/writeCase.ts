import { renameSync, writeFileSync } from "node:fs";

import type { InferenceCase } from "../../sdk/inference/inferenceCase.ts";
import type { InferenceTicket } from "../../sdk/inference/inferenceTicket.ts";
import type { StoredTicket } from "./readCase.ts";

/** Writes an application's file of a task, whole or not at all: whoever loses it cannot validate the task. */
export function writeCase(path: string, { first, siblings }: InferenceCase): void {
  const stored = { first: store(first), siblings: siblings.map(store) };
  writeFileSync(`${path}.new`, `${JSON.stringify(stored, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

function store({ id, guid, salt, parameters }: InferenceTicket): StoredTicket {
  return { id, guid, salt, parameters };
}
