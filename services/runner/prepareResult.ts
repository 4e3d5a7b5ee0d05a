import type { HashedContent, JsonValue, TaskDefinition } from "../../sdk/definitions/taskDefinition.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { ProofType } from "../../sdk/dispatch/taskTerms.ts";
import type { FinishedResult } from "./createResultJournal.ts";
import { encodeProgramResult } from "./encodeProgramResult.ts";
import { fetchContent, type FetchLimits } from "./fetchContent.ts";
import type { ProgramLimits } from "./sandbox/programLimits.ts";
import type { ProgramRun } from "./sandbox/programRun.ts";

/** Runs a program; see `executeProgram`, which is what a runner uses unless it is told otherwise. */
export type ExecuteProgram = (run: ProgramRun, signal?: AbortSignal) => Promise<JsonValue>;

/** Makes the proof that a task wants beside a result; hex. */
export type ProveResult = (task: TaskTimeline, definition: TaskDefinition, result: string) => Promise<string>;

/** How a runner works on tasks. */
export interface PrepareResultParameters {
  readonly task: TaskTimeline;
  readonly definition: TaskDefinition;
  readonly executeProgram: ExecuteProgram;
  readonly proveResult: ProveResult | undefined;
  readonly fetchLimits: FetchLimits;
  readonly programLimits: ProgramLimits;
  readonly signal: AbortSignal;
}

/**
 * Does what a task asks for: fetches, runs, and writes the result as the schema describes it.
 *
 * @throws ContentUnavailableError when trying again may help.
 * @throws ContentRefusedError, ProgramFailedError, ProgramResultMismatchError when it will not.
 */
export async function prepareResult(parameters: PrepareResultParameters): Promise<FinishedResult> {
  const { task, definition, executeProgram, proveResult, fetchLimits, programLimits, signal } = parameters;
  const fetchText = (content: HashedContent) => fetchContent(content, fetchLimits, signal);
  const { program, input } = definition;
  const [source, data] = await Promise.all([
    "source" in program ? program.source : fetchText(program),
    definition.data && fetchText(definition.data),
  ]);

  const value = await executeProgram({ source, input, data, limits: programLimits }, signal);
  const { schema, proof } = task.request.terms;
  const result = encodeProgramResult(schema, value);
  if (proof.proofType === ProofType.None || proveResult === undefined) return { result, proof: "0x" };
  return { result, proof: await proveResult(task, definition, result) };
}
