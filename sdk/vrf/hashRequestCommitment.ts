import { AbiCoder, keccak256 } from "ethers";

import type { RandomnessRequest } from "./randomnessRequest.ts";

const TYPES = ["uint256", "uint256", "uint256", "uint32", "uint32", "address", "bytes"];

/** What `s_requestCommitments` holds for a request until it is answered, 32 bytes of hex. */
export function hashRequestCommitment(request: RandomnessRequest): string {
  const { requestId, blockNumber, subId, callbackGasLimit, numWords, sender, extraArgs } = request;
  const values = [requestId, blockNumber, subId, callbackGasLimit, numWords, sender, extraArgs];
  return keccak256(AbiCoder.defaultAbiCoder().encode(TYPES, values));
}
