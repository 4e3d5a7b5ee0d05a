import { AbiCoder, keccak256, ZeroHash } from "ethers";

/** Hash of the ids of a group's members, in the order in which they may upload; as `hashTasks` on-chain. */
export function hashTasks(tasks: readonly string[]): string {
  const coder = AbiCoder.defaultAbiCoder();
  return tasks.reduce((hash, id) => keccak256(coder.encode(["bytes32", "bytes32"], [hash, id])), ZeroHash);
}
