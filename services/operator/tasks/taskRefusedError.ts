import { BaseError } from "../../../sdk/errors/baseError.ts";

/** What can be wrong with a task before anybody votes on it. */
export type TaskRefusal =
  | "definitionUnknown"
  | "definitionExpired"
  | "committeeMissing"
  | "committeeUnknown"
  | "committeeOfOtherPool"
  | "committeeDead"
  | "performerNotOperator"
  | "performerNotSeated"
  | "performerVoided"
  | "performerTooWeak"
  | "performerRestricted"
  | "performerSignatureWrong"
  | "performerNotElected"
  | "alreadySubmitted";

/** Thrown when a task could not be submitted as things are. */
export class TaskRefusedError extends BaseError {
  readonly task: string;
  readonly refusal: TaskRefusal;
  /** The offending values. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(task: string, refusal: TaskRefusal, details: Readonly<Record<string, string | number>> = {}) {
    const values = Object.entries(details).map(([name, value]) => `${name} ${value}`);
    super("TASK_REFUSED", `Task ${task} is refused: ${[refusal, ...values].join(", ")}`);
    this.task = task;
    this.refusal = refusal;
    this.details = details;
  }
}
