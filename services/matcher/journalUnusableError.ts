import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a matcher's journal cannot be gone on from; move it away to read the chain from its beginning. */
export class JournalUnusableError extends BaseError {
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super("JOURNAL_UNUSABLE", `The journal ${path} cannot be used: ${reason}. Move it away.`, options);
  }
}
