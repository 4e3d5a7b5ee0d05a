import type { ModelId } from "../models/modelId.ts";
import type { TaskParameters } from "./taskParameters.ts";

/** The models that a task needs, the base model first. */
export function modelsOf({ baseModel, adapter }: TaskParameters): readonly ModelId[] {
  return adapter === undefined ? [baseModel] : [baseModel, adapter];
}
