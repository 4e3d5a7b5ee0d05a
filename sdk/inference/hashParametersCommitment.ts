import { AbiCoder, keccak256 } from "ethers";

/** What a creator commits itself to: the hash of the parameters' bytes, under a salt of 32 random bytes. All hex. */
export function hashParametersCommitment({
  parametersHash,
  salt,
}: {
  readonly parametersHash: string;
  readonly salt: string;
}): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32"], [parametersHash, salt]));
}
