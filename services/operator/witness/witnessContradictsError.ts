import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Thrown when a statement would contradict one that was signed. */
export class WitnessContradictsError extends BaseError {
  readonly subject: string;
  /** Hex, 32 bytes: what was signed. */
  readonly signed: string;

  constructor(subject: string, signed: string) {
    super("WITNESS_CONTRADICTS", `Of ${subject} something else was signed: ${signed}`);
    this.subject = subject;
    this.signed = signed;
  }
}
