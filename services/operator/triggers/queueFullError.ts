import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Thrown when no further task fits into a queue. */
export class QueueFullError extends BaseError {
  readonly queue: string;
  readonly limit: number;

  constructor(queue: string, limit: number) {
    super("QUEUE_FULL", `The queue ${queue} holds ${limit} tasks and takes no more`);
    this.queue = queue;
    this.limit = limit;
  }
}
