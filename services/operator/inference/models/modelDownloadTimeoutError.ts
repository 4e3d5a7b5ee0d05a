import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** Thrown when a model did not come in time, and might have come later: nobody is known to be at fault. */
export class ModelDownloadTimeoutError extends BaseError {
  readonly model: ModelId;
  readonly timeoutMs: number;
  /** What went wrong last. */
  readonly reason: string;

  constructor(model: ModelId, timeoutMs: number, reason: string) {
    super("MODEL_DOWNLOAD_TIMEOUT", `The model ${model} did not come in ${timeoutMs} ms: ${reason}`);
    this.model = model;
    this.timeoutMs = timeoutMs;
    this.reason = reason;
  }
}
