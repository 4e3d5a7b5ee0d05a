import { AbiCoder } from "ethers";

import type { HomeReference } from "./homeDomain.ts";

/** Whose secrets they are, and for whom. */
export interface SecretsReference extends HomeReference {
  /** Hex, 32 bytes. */
  readonly job: string;
  readonly processor: bigint;
}

/** What sealed secrets are bound to: for another job, or another processor, they cannot be opened. */
export function secretsContext({ homeChainId, market, job, processor }: SecretsReference): string {
  const types = ["string", "uint256", "address", "bytes32", "uint32"];
  return AbiCoder.defaultAbiCoder().encode(types, ["muster/secrets/1", homeChainId, market, job, processor]);
}
