import { BaseError } from "../errors/baseError.ts";

/** Thrown when parameters are not those that their task committed to. */
export class ParametersMismatchError extends BaseError {
  readonly taskId: string;

  constructor(taskId: string, reason: string, options?: ErrorOptions) {
    super("PARAMETERS_MISMATCH", `The parameters of ${taskId} cannot be used: ${reason}.`, options);
    this.taskId = taskId;
  }
}
