import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when an oracle is told to wait a number of blocks after which it cannot answer. */
export class VrfOracleConfirmationsError extends BaseError {
  readonly confirmations: number;

  constructor(confirmations: number, max: number) {
    super("VRF_ORACLE_CONFIRMATIONS", `Confirmations must be a whole number in 1 … ${max}, got ${confirmations}`);
    this.confirmations = confirmations;
  }
}
