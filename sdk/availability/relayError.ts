import { BaseError } from "../errors/baseError.ts";

/** Thrown when a relay does not do what it is asked; `code` is the relay's own where it gave one. */
export class RelayError extends BaseError {
  readonly relay: string;
  /** The status of the answer; `undefined` when there was none. */
  readonly status: number | undefined;

  constructor(relay: string, code: string, reason: string, status?: number, options?: ErrorOptions) {
    super(code, `${relay}: ${reason}`, options);
    this.relay = relay;
    this.status = status;
  }
}
