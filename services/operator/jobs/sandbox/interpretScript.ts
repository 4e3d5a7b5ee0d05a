import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten";

import { createInterpreter, type Interpreter } from "../../../interpreter/createInterpreter.ts";
import { createHost } from "./createHost.ts";
import { createMeter, type Meter } from "./createMeter.ts";
import { createRequestQueue } from "./createRequestQueue.ts";
import { createScriptStorage } from "./createScriptStorage.ts";
import { requestOnce } from "./requestOnce.ts";
import type { ScriptOutcome } from "./scriptOutcome.ts";
import { SCRIPT_PRELUDE } from "./scriptPrelude.ts";
import type { ScriptRun } from "./scriptRun.ts";

/** Promises' jobs that run before the clock is looked at again. */
const JOBS_AT_ONCE = 1_000;
const DETAIL_CHARS = 500;

/** What a script's surroundings can be replaced with. */
export interface Surroundings {
  /** Milliseconds on a clock that does not go back. */
  readonly now: () => number;
  readonly send: typeof requestOnce;
}

/**
 * Runs a script in an interpreter of its own, compiled to WebAssembly, until `main` has given a result, or a limit is
 * exceeded, or nothing is left that could bring one about.
 *
 * Blocks its thread while the script computes, and for good if the interpreter itself hangs; see `runScript`.
 */
export async function interpretScript(
  run: ScriptRun,
  { now, send }: Surroundings = { now: () => performance.now(), send: requestOnce },
): Promise<ScriptOutcome> {
  const interpreter = await createInterpreter(run.limits.memoryBytes);
  const { runtime, context } = interpreter;
  const meter = createMeter(run.limits, now);
  const storage = createScriptStorage(run.storage, meter);
  const requests = createRequestQueue(run, meter, send);
  const logs = createLogs(run.limits.logBytes);
  const execution: Execution = { run, interpreter, meter, requests };

  try {
    const call = prepare(context, createHost(context, { storage, requests, logs, meter }), run);
    interpreter.setBaseline();
    runtime.setInterruptHandler(() => meter.isOver() || (interpreter.isLookDue() && isHeapOver(execution)));
    const outcome = await evaluate(execution, call);
    if (meter.isOver()) return { excess: meter.excess()! };
    if (!("output" in outcome)) return outcome;
    const usage = {
      durationMs: Math.ceil(meter.elapsed()),
      networkRequests: requests.count(),
      storageBytes: storage.bytes(),
    };
    return { result: { output: outcome.output, storage: storage.entries(), logs: logs.lines, usage } };
  } catch (error) {
    if (interpreter.isWalled()) meter.check("memory", run.limits.memoryBytes + 1);
    const excess = meter.excess();
    if (excess) return { excess };
    return { failure: "crashed", detail: `the interpreter gave up: ${String(error)}` };
  } finally {
    requests.stop();
  }
}

/** What belongs to one run. */
interface Execution {
  readonly run: ScriptRun;
  readonly interpreter: Interpreter;
  readonly meter: Meter;
  readonly requests: ReturnType<typeof createRequestQueue>;
}

function isHeapOver({ interpreter, meter }: Execution): boolean {
  return !meter.check("memory", interpreter.heldBytes());
}

/** Puts the script's world up; returns what calls `main`. */
function prepare(context: QuickJSContext, host: QuickJSHandle, { job, environment }: ScriptRun): QuickJSHandle {
  const prelude = context.unwrapResult(context.evalCode(SCRIPT_PRELUDE, "prelude.js"));
  const seen = context.newString(JSON.stringify({ job, environment }));
  return context.unwrapResult(context.callFunction(prelude, context.undefined, host, seen));
}

type Evaluation = { readonly output: Uint8Array } | Exclude<ScriptOutcome, { result: unknown }>;

async function evaluate(execution: Execution, call: QuickJSHandle): Promise<Evaluation> {
  const { run, meter, requests, interpreter } = execution;
  const { context } = interpreter;
  const script = context.evalCode(run.source, "script.js");
  if (script.error) return failureOf(execution, script.error);
  script.value.dispose();
  if (!definesMain(context)) return { failure: "noMain", detail: "it defines no function main" };

  const promise = context.unwrapResult(context.callFunction(call, context.undefined));
  for (;;) {
    const failure = runJobs(execution);
    if (failure) return failure;
    if (isHeapOver(execution)) return { excess: meter.excess()! };
    const state = context.getPromiseState(promise);
    if (state.type === "fulfilled") return readOutput(context, state.value, meter);
    if (state.type === "rejected") return failureOf(execution, state.error);
    if (requests.isIdle()) return { failure: "unresolved", detail: "main waits for something that nobody will do" };
    // One millisecond more than is left: the limit itself is allowed.
    await requests.nextAnswer(Math.max(0, run.limits.durationMs - meter.elapsed()) + 1);
    if (meter.isOver()) return { excess: meter.excess()! };
  }
}

function definesMain(context: QuickJSContext): boolean {
  const typed = context.evalCode("typeof main");
  return typed.error === undefined && context.getString(typed.value) === "function";
}

/** Runs what promises have become due, however many bring forth others. */
function runJobs(execution: Execution): Evaluation | undefined {
  const { runtime } = execution.interpreter;
  while (runtime.hasPendingJob()) {
    const jobs = runtime.executePendingJobs(JOBS_AT_ONCE);
    if (execution.meter.isOver()) return { excess: execution.meter.excess()! };
    if (jobs.error) return failureOf(execution, jobs.error);
  }
  return undefined;
}

function readOutput(context: QuickJSContext, value: QuickJSHandle, meter: Meter): Evaluation {
  const type = context.typeof(value);
  if (type !== "string" && type !== "object") {
    return { failure: "noResult", detail: "main gave nothing that is bytes, text or JSON" };
  }
  const output = type === "string" ? Buffer.from(context.getString(value)) : bytesOf(context, value);
  if (!meter.check("output", output.length)) return { excess: meter.excess()! };
  return { output: Uint8Array.from(output) };
}

function bytesOf(context: QuickJSContext, value: QuickJSHandle): Uint8Array {
  return context.getArrayBuffer(value).consume((buffer) => Uint8Array.from(buffer.value));
}

function failureOf({ interpreter, run, meter }: Execution, error: QuickJSHandle): Evaluation {
  const { context } = interpreter;
  const [name, message] = [textOf(context, error, "name"), textOf(context, error, "message")];
  const isMemory = interpreter.isWalled() || (name === "InternalError" && message === "out of memory");
  if (isMemory) meter.check("memory", run.limits.memoryBytes + 1);
  const thrown = context.typeof(error) === "string" ? context.getString(error) : `${name}: ${message}`;
  return { failure: "threw", detail: thrown.slice(0, DETAIL_CHARS) };
}

/** A property that is text; what a script throws may have getters, which run like any of its code. */
function textOf(context: QuickJSContext, value: QuickJSHandle, property: string): string {
  if (context.typeof(value) !== "object") return "?";
  try {
    return context
      .getProp(value, property)
      .consume((text) => (context.typeof(text) === "string" ? context.getString(text) : "?"));
  } catch {
    return "?";
  }
}

function createLogs(maxBytes: number) {
  const lines: string[] = [];
  let bytes = 0;
  return {
    lines,
    /** Keeps a line as long as there is room for it. */
    add(line: string): void {
      bytes += Buffer.byteLength(line) + 1;
      if (bytes <= maxBytes) lines.push(line);
    },
  };
}
