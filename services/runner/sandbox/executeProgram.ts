import { Worker } from "node:worker_threads";

import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import type { ProgramOutcome } from "./evaluateProgram.ts";
import { ProgramFailedError } from "./programFailedError.ts";
import type { ProgramRun } from "./programRun.ts";

/** Beyond the program's own time: what a thread and the interpreter may take to start on a busy machine. */
const START_MS = 10_000;
/** Megabytes of the thread's own heap; the program's is the interpreter's and limited there. */
const THREAD_HEAP_MB = 64;

/**
 * Runs a program in a sandbox, in a thread of its own that ends with it.
 *
 * The program sees the language, its input and its data; no network, files, processes, clocks or dice. The same run
 * gives the same result on every machine.
 *
 * @param signal Calls the run off.
 * @returns What `main` returned; numbers of type bigint as decimal text.
 * @throws ProgramFailedError
 */
export async function executeProgram(run: ProgramRun, signal?: AbortSignal): Promise<JsonValue> {
  if (signal?.aborted) throw new ProgramFailedError("stopped", "it was called off");
  const worker = new Worker(new URL("./sandboxWorker.ts", import.meta.url), {
    workerData: run,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB },
  });
  try {
    const outcome = await outcomeOf(worker, run, signal);
    if ("json" in outcome) return JSON.parse(outcome.json) as JsonValue;
    throw new ProgramFailedError(outcome.failure, outcome.detail);
  } finally {
    await worker.terminate();
  }
}

function outcomeOf(worker: Worker, run: ProgramRun, signal: AbortSignal | undefined): Promise<ProgramOutcome> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ProgramFailedError("stopped", "it was called off"));
    const watchdog = setTimeout(
      () => resolve({ failure: "timeLimit", detail: "its thread did not answer in time" }),
      run.limits.wallMs + START_MS,
    );
    signal?.addEventListener("abort", stop, { once: true });
    worker.once("message", resolve);
    worker.once("error", (error) => resolve({ failure: "threw", detail: `its thread broke: ${String(error)}` }));
    worker.once("exit", () => {
      clearTimeout(watchdog);
      signal?.removeEventListener("abort", stop);
      resolve({ failure: "threw", detail: "its thread ended early" });
    });
  });
}
