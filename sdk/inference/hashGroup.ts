import { AbiCoder, keccak256 } from "ethers";

/** What a validation group is known by: the hash of its tasks' ids, the sampled one first. */
export function hashGroup(ids: readonly [string, string, string]): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32[3]"], [[...ids]]));
}
