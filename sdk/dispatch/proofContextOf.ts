import { AbiCoder, keccak256 } from "ethers";

/** Whose result, of which task. */
export interface ProofContextParameters {
  readonly chainId: number;
  /** Address of the Dispatcher. */
  readonly dispatcher: string;
  readonly id: string;
  /** Address of the runner that submits. */
  readonly runner: string;
}

/** What binds a proof to the task and the runner who submits it, 32 bytes of hex; as the Dispatcher tells a verifier. */
export function proofContextOf({ chainId, dispatcher, id, runner }: ProofContextParameters): string {
  const types = ["uint256", "address", "bytes32", "address"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, dispatcher, id, runner]));
}
