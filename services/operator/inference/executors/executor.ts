import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import type { TaskParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import type { ResultFile } from "../../../../sdk/inference/results/resultFile.ts";

/** What a task came to. */
export interface Execution {
  /** By name, sorted. */
  readonly files: readonly ResultFile[];
  /** As the chain compares it. */
  readonly score: Uint8Array;
}

/** Computes tasks of one kind. */
export interface Executor {
  readonly kind: TaskParameters["kind"];
  /**
   * @param parameters As `encodeParameters` writes them.
   * @param models The bytes of every model that the parameters name.
   * @throws MisconfiguredError when the task asks for what cannot be done, whoever does it.
   */
  execute(parameters: Uint8Array, models: ReadonlyMap<ModelId, Uint8Array>, signal?: AbortSignal): Promise<Execution>;
}
