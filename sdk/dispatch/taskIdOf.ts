import { AbiCoder, keccak256 } from "ethers";

/** What a task's id is made from. */
export interface TaskIdParts {
  readonly chainId: number;
  readonly dispatcher: string;
  readonly actor: string;
  readonly salt: string;
}

/** The id of a task: keccak256 of chain, market, actor and salt. */
export function taskIdOf({ chainId, dispatcher, actor, salt }: TaskIdParts): string {
  const types = ["uint256", "address", "address", "bytes32"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, dispatcher, actor, salt]));
}
