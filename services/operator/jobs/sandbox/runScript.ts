import { Worker } from "node:worker_threads";

import { LimitExceededError } from "./limitExceededError.ts";
import { ScriptFailedError } from "./scriptFailedError.ts";
import type { ScriptOutcome, ScriptResult } from "./scriptOutcome.ts";
import type { ScriptRun } from "./scriptRun.ts";

/** What a thread may take to start on a busy machine, in milliseconds. */
const START_MS = 30_000;
/** How much longer than the script's own time the thread gets before it is ended from outside, in milliseconds. */
const GRACE_MS = 1_000;
/** Megabytes of the thread's own heap beside what the script's may hold. */
const THREAD_HEAP_MB = 64;
const MEGABYTE = 1024 * 1024;

/**
 * Runs one execution of a job's script in a sandbox, in a thread of its own that ends with it: whatever the script does,
 * it neither hangs nor fills the process that runs it.
 *
 * @param signal Calls the run off.
 * @throws {LimitExceededError} when the script goes beyond one of its limits.
 * @throws {ScriptFailedError} when it gives no result for another reason.
 */
export async function runScript(run: ScriptRun, signal?: AbortSignal): Promise<ScriptResult> {
  if (signal?.aborted) throw new ScriptFailedError("stopped", "it was called off");
  const worker = new Worker(new URL("./scriptWorker.ts", import.meta.url), {
    workerData: run,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB + Math.ceil(run.limits.memoryBytes / MEGABYTE) },
  });
  try {
    const outcome = await outcomeOf(worker, run, signal);
    if ("excess" in outcome) throw new LimitExceededError(outcome.excess);
    if ("failure" in outcome) throw new ScriptFailedError(outcome.failure, outcome.detail);
    return outcome.result;
  } finally {
    await worker.terminate();
  }
}

function outcomeOf(worker: Worker, { limits }: ScriptRun, signal: AbortSignal | undefined): Promise<ScriptOutcome> {
  return new Promise((resolve) => {
    const stop = () => resolve({ failure: "stopped", detail: "it was called off" });
    const crash = (detail: string) => resolve({ failure: "crashed", detail });
    const hang = () => resolve({ excess: { kind: "duration", used: limits.durationMs + 1, limit: limits.durationMs } });
    let watchdog = setTimeout(() => crash("its thread did not start"), START_MS);

    signal?.addEventListener("abort", stop, { once: true });
    worker.on("message", (message: ScriptOutcome | "started") => {
      if (message !== "started") return resolve(message);
      clearTimeout(watchdog);
      watchdog = setTimeout(hang, limits.durationMs + GRACE_MS);
    });
    worker.once("error", (error) => crash(`its thread broke: ${String(error)}`));
    worker.once("exit", () => {
      clearTimeout(watchdog);
      signal?.removeEventListener("abort", stop);
      crash("its thread ended early");
    });
  });
}
