import { BaseError } from "../errors/baseError.ts";

/** Thrown when no points were given to add up. */
export class BlsNothingToAggregateError extends BaseError {
  constructor() {
    super("BLS_NOTHING_TO_AGGREGATE", "There is nothing to aggregate.");
  }
}
