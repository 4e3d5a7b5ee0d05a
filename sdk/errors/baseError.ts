/**
 * The root of every error this package throws on purpose.
 *
 * `code` is for machines and does not change between releases; the message is for people and may.
 */
export class BaseError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
