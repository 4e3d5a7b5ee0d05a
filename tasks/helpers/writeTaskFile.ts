import { writeFileSync } from "node:fs";

import type { SignedTask } from "./signedTask.ts";

/** Writes a task for attesters and the aggregator. */
export function writeTaskFile(path: string, task: SignedTask): void {
  writeFileSync(path, `${JSON.stringify(task, undefined, 2)}\n`);
}
