import type { ModelId } from "../../../sdk/inference/models/modelId.ts";
import { decodeParameters } from "../../../sdk/inference/parameters/decodeParameters.ts";
import { modelsOf } from "../../../sdk/inference/parameters/modelsOf.ts";
import { ParametersMalformedError } from "../../../sdk/inference/parameters/parametersMalformedError.ts";
import type { TaskParameters } from "../../../sdk/inference/parameters/taskParameters.ts";
import type { Logger } from "../../logger.ts";
import type { Execution, Executor } from "./executors/executor.ts";
import { MisconfiguredError } from "./executors/misconfiguredError.ts";
import type { ModelCache } from "./models/createModelCache.ts";
import { InvalidModelError } from "./models/invalidModelError.ts";
import { ModelDownloadTimeoutError } from "./models/modelDownloadTimeoutError.ts";

/** What a node computes with. */
export interface CreateInferenceEngineParameters {
  readonly executors: readonly Executor[];
  readonly models: Pick<ModelCache, "get">;
  readonly logger?: Logger;
}

/** What a node has to do next: submit a score, report an error, or abort the task. */
export type InferenceOutcome =
  | ({ readonly kind: "done" } & Execution)
  | {
      readonly kind: "error";
      readonly error: "InvalidModel" | "Misconfigured" | "ExecutionFailed";
      readonly reason: string;
    }
  | { readonly kind: "aborted"; readonly error: "ModelDownloadTimeout"; readonly reason: string };

/** Computes tasks. */
export interface InferenceEngine {
  /**
   * @param parameters As they came, decrypted.
   * @param declared The models that the task names in public; its parameters must name the same.
   * @returns Rejects only when the signal says stop.
   */
  run(parameters: Uint8Array, declared: readonly ModelId[], signal?: AbortSignal): Promise<InferenceOutcome>;
}

/** Fetches the models of a task, and hands both to the executor of its kind. */
export function createInferenceEngine(parameters: CreateInferenceEngineParameters): InferenceEngine {
  const { models, logger } = parameters;
  const executors = new Map(parameters.executors.map((executor) => [executor.kind, executor]));

  async function run(bytes: Uint8Array, declared: readonly ModelId[], signal?: AbortSignal) {
    try {
      const task = readTask(bytes, declared);
      const executor = executors.get(task.kind);
      if (executor === undefined) throw new MisconfiguredError(`nobody here computes ${task.kind}`);
      const found = new Map<ModelId, Uint8Array>();
      for (const id of modelsOf(task)) found.set(id, await models.get(id, signal));
      return { kind: "done", ...(await executor.execute(bytes, found, signal)) } as const;
    } catch (error) {
      signal?.throwIfAborted();
      const outcome = outcomeOf(error);
      logger?.warn({ event: "taskNotComputed", error: outcome.error, err: error }, "Could not compute a task");
      return outcome;
    }
  }

  return { run };
}

function readTask(bytes: Uint8Array, declared: readonly ModelId[]): TaskParameters {
  const task = decodeParameters(bytes);
  const [named, wanted] = [modelsOf(task), [...declared]].map((ids) => [...ids].sort().join(", "));
  if (named !== wanted) throw new MisconfiguredError(`it names the models ${named}, and on the chain ${wanted}`);
  return task;
}

function outcomeOf(error: unknown): Exclude<InferenceOutcome, { kind: "done" }> {
  const reason = (error as Error).message;
  if (error instanceof ModelDownloadTimeoutError) return { kind: "aborted", error: "ModelDownloadTimeout", reason };
  if (error instanceof InvalidModelError) return { kind: "error", error: "InvalidModel", reason };
  const isMisconfigured = error instanceof MisconfiguredError || error instanceof ParametersMalformedError;
  return { kind: "error", error: isMisconfigured ? "Misconfigured" : "ExecutionFailed", reason };
}
