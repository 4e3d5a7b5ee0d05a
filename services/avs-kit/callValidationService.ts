import { askService, type AskServiceOptions } from "./askService.ts";
import type { ValidationTask } from "./avs.ts";
import { ServiceAnswerError } from "./serviceAnswerError.ts";

/** What to have judged. */
export interface CallValidationServiceParameters extends AskServiceOptions {
  readonly task: Omit<ValidationTask, "signal">;
}

/** How an attester votes. Who abstains says nothing about the performer. */
export type Verdict = "approve" | "reject" | { readonly abstain: string };

/**
 * Has a task judged. Only `true` and `false` count; whatever else comes, or does not come, is an abstention. It does not
 * throw.
 */
export async function callValidationService(parameters: CallValidationServiceParameters): Promise<Verdict> {
  const { task, ...options } = parameters;
  const { proofOfTask, data, taskDefinitionId, performer } = task;
  try {
    const isRight = await askService("/task/validate", { proofOfTask, data, taskDefinitionId, performer }, options);
    if (typeof isRight === "boolean") return isRight ? "approve" : "reject";
    return { abstain: "it answers with what is neither true nor false" };
  } catch (error) {
    return { abstain: error instanceof ServiceAnswerError ? error.reason : String(error) };
  }
}
