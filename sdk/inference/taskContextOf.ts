import { AbiCoder, keccak256 } from "ethers";

/** Which bytes of which task. */
export interface TaskContextParameters {
  readonly chainId: number;
  /** Address of the InferenceMarket. */
  readonly market: string;
  readonly id: string;
  readonly kind: "Parameters" | "Opening";
}

/** What encrypted parameters and openings are bound to: those of one task are refused for another. */
export function taskContextOf({ chainId, market, id, kind }: TaskContextParameters): string {
  const types = ["uint256", "address", "bytes32", "string"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, market, id, kind]));
}
