/** What every error of this SDK extends: a message for people, and a `code` for programs. */
export class BaseError extends Error {
  /** Stable name of the failure; messages may change, codes do not. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
