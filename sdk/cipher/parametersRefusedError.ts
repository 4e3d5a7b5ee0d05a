import { BaseError } from "../errors/baseError.ts";

/** Why parameters could not be read. */
export type ParametersFault = "truncated" | "refused";

const WORDS: Readonly<Record<ParametersFault, string>> = {
  truncated: "they are too short to be any",
  refused: "they were altered or cut off, or are for another key or another context",
};

/** Thrown when encrypted parameters cannot be read. */
export class ParametersRefusedError extends BaseError {
  readonly fault: ParametersFault;

  constructor(fault: ParametersFault, options?: ErrorOptions) {
    super("PARAMETERS_REFUSED", `The parameters cannot be decrypted: ${WORDS[fault]}.`, options);
    this.fault = fault;
  }
}
