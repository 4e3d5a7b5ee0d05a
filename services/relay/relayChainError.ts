import { BaseError } from "../../sdk/errors/baseError.ts";

/** Thrown when the chain is not the one that a relay was told of. */
export class RelayChainError extends BaseError {
  constructor(reason: string) {
    super("RELAY_CHAIN", `The relay cannot work with this chain: ${reason}`);
  }
}
