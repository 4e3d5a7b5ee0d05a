import { AbiCoder, keccak256 } from "ethers";

import { hashJobTerms } from "./hashJobTerms.ts";
import type { JobTerms } from "./jobTerms.ts";

/** What a job's id is made from. */
export interface JobIdParts {
  readonly chainId: bigint | number;
  readonly market: string;
  readonly terms: JobTerms;
}

/** The id of a job: keccak256 of chain, market and the hash of its terms. */
export function jobIdOf({ chainId, market, terms }: JobIdParts): string {
  const types = ["uint256", "address", "bytes32"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, market, hashJobTerms(terms)]));
}
