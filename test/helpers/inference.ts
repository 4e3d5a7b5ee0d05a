import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { ModelId } from "../../sdk/inference/models/modelId.ts";
import { modelIdOf } from "../../sdk/inference/models/modelIdOf.ts";
import { readTensorFile } from "../../services/operator/inference/tensors/readTensorFile.ts";
import type { Tensor } from "../../services/operator/inference/tensors/tensor.ts";
import type { TensorFile } from "../../services/operator/inference/tensors/tensorFile.ts";
import { writeTensorFile } from "../../services/operator/inference/tensors/writeTensorFile.ts";

/** The folder of the models that come with the project. */
export const MODELS_DIR = join(import.meta.dirname, "..", "..", "models");

/** A model and its name. */
export interface NamedModel {
  readonly id: ModelId;
  readonly bytes: Uint8Array;
}

/** One of the models that come with the project. */
export function loadModel(name: string): NamedModel {
  return nameModel(new Uint8Array(readFileSync(join(MODELS_DIR, `${name}.safetensors`))));
}

export function nameModel(bytes: Uint8Array): NamedModel {
  return { id: modelIdOf(bytes), bytes };
}

/** A model with other words or tensors than it had. */
export function changeModel({ bytes }: NamedModel, change: (file: TensorFile) => Partial<TensorFile>): NamedModel {
  const file = readTensorFile(bytes);
  return nameModel(writeTensorFile({ ...file, ...change(file) }));
}

/**
 * A model of which one weight is another.
 *
 * @param pick Which of so many.
 */
export function changeWeight(
  model: NamedModel,
  name: string,
  pick: (count: number) => number,
  to: (weight: number) => number,
): NamedModel {
  return changeModel(model, ({ tensors }) => {
    const tensor = tensors.get(name)!;
    const values = tensor.values.slice();
    const index = pick(values.length);
    values[index] = to(values[index]!);
    return { tensors: new Map(tensors).set(name, { ...tensor, values } as Tensor) };
  });
}

/** Models as an executor wants them. */
export function modelsById(...models: readonly NamedModel[]): Map<ModelId, Uint8Array> {
  return new Map(models.map(({ id, bytes }) => [id, bytes]));
}
