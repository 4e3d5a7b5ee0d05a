import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import type { TaskParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import type { Tensor } from "../tensors/tensor.ts";
import type { TensorFile } from "../tensors/tensorFile.ts";
import { readTensorFile } from "../tensors/readTensorFile.ts";
import { TensorFileMalformedError } from "../tensors/tensorFileMalformedError.ts";
import { addAdapter } from "./addAdapter.ts";
import { MisconfiguredError } from "./misconfiguredError.ts";

/**
 * The tensors of a task's base model, changed by its adapter when it has one.
 *
 * @param architecture What the executor knows how to compute.
 * @throws MisconfiguredError when a model is no model, or none for this executor, or the two do not fit each other.
 */
export function readModels(
  { kind, baseModel, adapter }: TaskParameters,
  models: ReadonlyMap<ModelId, Uint8Array>,
  architecture: string,
): ReadonlyMap<string, Tensor> {
  const base = readModel(baseModel, models);
  assertIs(baseModel, base, { kind, role: "base", architecture });
  if (adapter === undefined) return base.tensors;

  const change = readModel(adapter, models);
  assertIs(adapter, change, { kind, role: "adapter", architecture });
  return addAdapter(base.tensors, change.tensors);
}

function readModel(id: ModelId, models: ReadonlyMap<ModelId, Uint8Array>): TensorFile {
  const bytes = models.get(id);
  if (bytes === undefined) throw new MisconfiguredError(`the model ${id} is not among those of the task`);
  try {
    return readTensorFile(bytes);
  } catch (error) {
    if (!(error instanceof TensorFileMalformedError)) throw error;
    throw new MisconfiguredError(`the model ${id} cannot be read: ${error.reason}`, { cause: error });
  }
}

function assertIs(id: ModelId, { metadata }: TensorFile, wanted: Readonly<Record<string, string>>): void {
  for (const [name, word] of Object.entries(wanted)) {
    const found = metadata[name] ?? "not told";
    if (found !== word) throw new MisconfiguredError(`the ${name} of the model ${id} is ${found}, not ${word}`);
  }
}
