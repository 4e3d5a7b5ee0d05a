import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a journal cannot be read or written: what a node promised must not be forgotten. */
export class JournalBrokenError extends BaseError {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super("JOURNAL_BROKEN", `The journal ${path} cannot be used: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}
