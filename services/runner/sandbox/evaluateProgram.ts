import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten";

import { createInterpreter, type Interpreter } from "../../interpreter/createInterpreter.ts";
import type { ProgramFailure } from "./programFailedError.ts";
import type { ProgramRun } from "./programRun.ts";

/** The result as JSON, or why there is none. */
export type ProgramOutcome =
  { readonly json: string } | { readonly failure: Exclude<ProgramFailure, "stopped">; readonly detail: string };

/** Clocks and dice would make honest runners disagree; what a collector does, too. */
const REMOVE_AMBIENT = `
  delete Math.random;
  for (const name of ["Date", "performance", "WeakRef", "FinalizationRegistry"]) delete globalThis[name];
`;

/** Numbers of any size leave as decimal text. */
const CALL_MAIN = `(() => {
  const { parse, stringify } = JSON;
  return (input, data) => {
    const value = main(parse(input), data);
    if (value instanceof Promise) return undefined;
    return stringify(value, (key, item) => (typeof item === "bigint" ? item.toString() : item));
  };
})()`;

/**
 * Runs a program in an interpreter of its own, compiled to WebAssembly: it sees the language, its input and its data.
 *
 * Blocks the thread for as long as the program runs; see `executeProgram`.
 */
export async function evaluateProgram(run: ProgramRun): Promise<ProgramOutcome> {
  const { limits } = run;
  const interpreter = await createInterpreter(limits.memoryBytes, { Date: false });

  let isInterrupted = false;
  const deadline = Date.now() + limits.wallMs;
  interpreter.runtime.setInterruptHandler(() => (isInterrupted ||= Date.now() > deadline));

  const outcome = evaluate(interpreter, run);
  if (isInterrupted) return { failure: "timeLimit", detail: `it ran longer than ${limits.wallMs} ms` };
  return outcome;
}

/**
 * The interpreter is not disposed of: it ends with its thread, and a failed one may not survive its own disposal. Memory is
 * looked at when the program has ended, and never in between, where it would depend on the machine's speed; until then
 * the wall around the interpreter holds.
 */
function evaluate(interpreter: Interpreter, run: ProgramRun): ProgramOutcome {
  const { context } = interpreter;
  const { memoryBytes, resultChars } = run.limits;
  try {
    context.unwrapResult(context.evalCode(REMOVE_AMBIENT)).dispose();
    const call = context.unwrapResult(context.evalCode(CALL_MAIN));
    interpreter.setBaseline();

    const program = context.evalCode(run.source, "program.js");
    if (program.error) return failureOf(interpreter, program.error);
    if (!isFunction(context, "main")) return { failure: "noMain", detail: "it defines no function main" };

    const input = context.newString(JSON.stringify(run.input));
    const data = run.data === undefined ? context.undefined : context.newString(run.data);
    const called = context.callFunction(call, context.undefined, input, data);
    if (called.error) return failureOf(interpreter, called.error);
    const held = interpreter.heldBytes();
    if (held > memoryBytes)
      return { failure: "memoryLimit", detail: `it holds ${held} bytes, more than ${memoryBytes}` };
    return readResult(context, called.value, resultChars);
  } catch (error) {
    if (interpreter.isWalled()) return { failure: "memoryLimit", detail: `it needs more than ${memoryBytes} bytes` };
    return { failure: "threw", detail: `the interpreter gave up: ${String(error)}` };
  }
}

function isFunction(context: QuickJSContext, name: string): boolean {
  const typed = context.evalCode(`typeof ${name}`);
  return typed.error === undefined && context.getString(typed.value) === "function";
}

function readResult(context: QuickJSContext, value: QuickJSHandle, resultChars: number): ProgramOutcome {
  if (context.typeof(value) !== "string") {
    return { failure: "noResult", detail: "main returned a promise, or nothing that JSON can say" };
  }
  const length = context.getNumber(context.getProp(value, "length"));
  if (length > resultChars) {
    return { failure: "resultLimit", detail: `its result has ${length} characters, more than ${resultChars}` };
  }
  return { json: context.getString(value) };
}

function failureOf({ context, isWalled }: Interpreter, error: QuickJSHandle): ProgramOutcome {
  const dumped: unknown = context.dump(error);
  const { name, message } = (typeof dumped === "object" ? dumped : {}) as { name?: unknown; message?: unknown };
  const detail = name === undefined ? String(dumped) : `${String(name)}: ${String(message)}`;
  const isMemory = isWalled() || (name === "InternalError" && message === "out of memory");
  return { failure: isMemory ? "memoryLimit" : "threw", detail: detail.slice(0, 500) };
}
