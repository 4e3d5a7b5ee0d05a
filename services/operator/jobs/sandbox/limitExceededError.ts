import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** What a script is limited in; milliseconds for the duration, requests for the network, bytes for the rest. */
export type LimitKind = "duration" | "memory" | "networkRequests" | "storage" | "output";

/** A limit that a script went beyond. */
export interface LimitExcess {
  readonly kind: LimitKind;
  /**
   * What it wanted. The interpreter does not tell how much memory a refused allocation was for, nor a thread that hangs
   * how long it would have gone on: then it is one more than the limit.
   */
  readonly used: number;
  readonly limit: number;
}

/** Thrown when a script went beyond one of its limits: whatever it did then, it has no result. */
export class LimitExceededError extends BaseError {
  readonly kind: LimitKind;
  readonly used: number;
  readonly limit: number;

  constructor({ kind, used, limit }: LimitExcess) {
    super("LIMIT_EXCEEDED", `The script is over its limit of ${kind}: ${used}, where ${limit} are allowed.`);
    this.kind = kind;
    this.used = used;
    this.limit = limit;
  }
}
