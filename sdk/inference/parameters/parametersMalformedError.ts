import { BaseError } from "../../errors/baseError.ts";

/** Thrown when task parameters ask for nothing that can be done. */
export class ParametersMalformedError extends BaseError {
  /** The field that is at fault, or nothing when all of it is. */
  readonly field: string | undefined;
  readonly reason: string;

  constructor(field: string | undefined, reason: string, options?: ErrorOptions) {
    const subject = field === undefined ? "The parameters" : `The parameter ${JSON.stringify(field.slice(0, 64))}`;
    super("PARAMETERS_MALFORMED", `${subject}: ${reason}`, options);
    this.field = field;
    this.reason = reason;
  }
}
