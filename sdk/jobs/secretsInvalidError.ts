import { BaseError } from "../errors/baseError.ts";

/** Thrown when secrets are more than a job may carry, or no map of names to texts. */
export class SecretsInvalidError extends BaseError {
  constructor(reason: string, options?: ErrorOptions) {
    super("SECRETS_INVALID", `These are no secrets that a job can carry: ${reason}.`, options);
  }
}
