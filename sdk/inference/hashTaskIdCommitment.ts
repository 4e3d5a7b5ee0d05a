import { AbiCoder, keccak256 } from "ethers";

/** What hides which tasks belong together: `keccak256(guid, nonce)`. The guid is 32 random bytes, hex. */
export function hashTaskIdCommitment({ guid, nonce }: { readonly guid: string; readonly nonce: bigint }): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [guid, nonce]));
}
