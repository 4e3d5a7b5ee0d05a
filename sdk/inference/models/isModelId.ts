import type { ModelId } from "./modelId.ts";

const FORM = /^0x[0-9a-f]{64}$/;

/** Whether a value is the id of a model; whether there is such a model is another question. */
export function isModelId(value: unknown): value is ModelId {
  return typeof value === "string" && FORM.test(value);
}
