import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** Thrown when it is sure that a model cannot be had, however often one asks: a task that names it is at fault. */
export class InvalidModelError extends BaseError {
  readonly model: ModelId;
  readonly reason: string;

  constructor(model: ModelId, reason: string) {
    super("MODEL_INVALID", `The model ${model} cannot be had: ${reason}`);
    this.model = model;
    this.reason = reason;
  }
}
