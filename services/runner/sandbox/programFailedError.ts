import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Why a program gave no result. */
export type ProgramFailure =
  | "timeLimit"
  | "memoryLimit"
  | "resultLimit"
  /** It does not compile, or throws. */
  | "threw"
  | "noMain"
  /** `main` returned nothing that JSON can say, or a promise. */
  | "noResult"
  /** The run was called off from outside. */
  | "stopped";

/** Thrown when a program gave no result; running it again would end no better, unless it was stopped. */
export class ProgramFailedError extends BaseError {
  readonly failure: ProgramFailure;

  constructor(failure: ProgramFailure, detail: string) {
    super("PROGRAM_FAILED", `The program failed (${failure}): ${detail}`);
    this.failure = failure;
  }
}
