import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when a runner cannot prove what a task wants proven. */
export class ProofImpossibleError extends BaseError {
  constructor(reason: string) {
    super("PROOF_IMPOSSIBLE", `This runner cannot prove the result: ${reason}.`);
  }
}
