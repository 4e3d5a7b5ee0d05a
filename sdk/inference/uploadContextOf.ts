import { AbiCoder, keccak256 } from "ethers";

import { FIELD_ORDER } from "../cipher/fieldOrder.ts";

/** Whose upload, for which task. */
export interface UploadContextParameters {
  readonly chainId: number;
  /** Address of the InferenceMarket. */
  readonly market: string;
  readonly id: string;
  /** Operator of the node. */
  readonly node: number;
}

/** What binds an encrypted result, and the proof of its upload, to task and node; as `uploadContextOf` on-chain. */
export function uploadContextOf({ chainId, market, id, node }: UploadContextParameters): bigint {
  const types = ["uint256", "address", "bytes32", "uint24"];
  return BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(types, [chainId, market, id, node]))) % FIELD_ORDER;
}
