import { BaseError } from "../../../../sdk/errors/baseError.ts";

/** Why a script gave no result, though it kept to its limits. */
export type ScriptFailure =
  /** It does not compile, throws, or rejects. */
  | "threw"
  | "noMain"
  /** `main` gave nothing that is bytes, text or JSON. */
  | "noResult"
  /** `main` waits for something that nobody will do. */
  | "unresolved"
  /** Its thread broke. */
  | "crashed"
  /** It was called off from outside. */
  | "stopped";

/** Thrown when a script gave no result. */
export class ScriptFailedError extends BaseError {
  readonly failure: ScriptFailure;
  readonly detail: string;

  constructor(failure: ScriptFailure, detail: string) {
    super("SCRIPT_FAILED", `The script failed (${failure}): ${detail}`);
    this.failure = failure;
    this.detail = detail;
  }
}
