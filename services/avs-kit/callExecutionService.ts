import { hexlify, isHexString } from "ethers";

import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { askService, type AskServiceOptions } from "./askService.ts";
import { ServiceAnswerError } from "./serviceAnswerError.ts";

/** What to have done. */
export interface CallExecutionServiceParameters extends AskServiceOptions {
  readonly taskDefinitionId: number;
  /** Goes into the request as it is. */
  readonly input?: Readonly<Record<string, JsonValue>>;
}

/** What a performer submits. */
export interface ExecutedTask {
  readonly proofOfTask: string;
  /** Hex with 0x. */
  readonly data: string;
  readonly taskDefinitionId: number;
}

/**
 * Has a task executed.
 *
 * @throws ServiceAnswerError when there is nothing to submit.
 */
export async function callExecutionService(parameters: CallExecutionServiceParameters): Promise<ExecutedTask> {
  const { taskDefinitionId, input, ...options } = parameters;
  const outcome = await askService("/task/execute", { ...input, taskDefinitionId }, options);
  const { proofOfTask, data, taskDefinitionId: executed } = (outcome ?? {}) as Partial<Record<string, unknown>>;
  if (typeof proofOfTask !== "string" || typeof data !== "string" || !isHexString(data) || data.length % 2 !== 0) {
    throw new ServiceAnswerError(parameters.url, "it answers without proofOfTask and data");
  }
  if (executed !== taskDefinitionId) {
    throw new ServiceAnswerError(parameters.url, `it did a task of another definition than ${taskDefinitionId}`);
  }
  return { proofOfTask, data: hexlify(data), taskDefinitionId };
}
