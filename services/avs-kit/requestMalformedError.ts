import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a request to a service is not what its path takes. */
export class RequestMalformedError extends BaseError {
  readonly field: string;

  constructor(field: string, expected: string) {
    super("REQUEST_MALFORMED", `${field} must be ${expected}`);
    this.field = field;
  }
}
