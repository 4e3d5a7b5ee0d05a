import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Why an aggregator does not take a task that nothing is wrong with. */
export type AggregatorRefusal = "tooManyTasks" | "tooLarge" | "notSeated" | "notRunning";

/** Thrown when an aggregator does not take a task. */
export class AggregatorRefusedError extends BaseError {
  readonly task: string;
  readonly refusal: AggregatorRefusal;
  /** The offending values. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(task: string, refusal: AggregatorRefusal, details: Readonly<Record<string, string | number>>) {
    const values = Object.entries(details).map(([name, value]) => `${name} ${value}`);
    super("AGGREGATOR_REFUSED", `This aggregator does not take task ${task}: ${[refusal, ...values].join(", ")}`);
    this.task = task;
    this.refusal = refusal;
    this.details = details;
  }
}
