import { AbiCoder, keccak256 } from "ethers";

import { hashTerms } from "./hashTerms.ts";
import type { TaskTerms } from "./taskTerms.ts";

/** What a task's id is made from. */
export interface TaskIdParts {
  readonly chainId: number;
  readonly dispatcher: string;
  readonly terms: TaskTerms;
}

/** The id of a task: keccak256 of chain, market and the hash of its terms. */
export function taskIdOf({ chainId, dispatcher, terms }: TaskIdParts): string {
  const types = ["uint256", "address", "bytes32"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, dispatcher, hashTerms(terms)]));
}
