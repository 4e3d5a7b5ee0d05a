import { AbiCoder, keccak256, ZeroHash } from "ethers";

/** The hash by which a job's terms name processors; zero for none. */
export function hashProcessors(processors: readonly bigint[]): string {
  if (processors.length === 0) return ZeroHash;
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint32[]"], [[...processors]]));
}
