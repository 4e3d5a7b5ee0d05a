import { AbiCoder, keccak256, ZeroHash } from "ethers";

import type { ResultRecord } from "../../sdk/dispatch/resultRecord.ts";

/** What the Dispatcher stores of a sealed record. */
export function sealOf({ entries, variants, sealedAt }: ResultRecord): string {
  const encode = (types: string[], values: unknown[]) => keccak256(AbiCoder.defaultAbiCoder().encode(types, values));
  const chain = entries.reduce((record, entry) => {
    const variant = entry & 0xffn;
    const result = variants[Number(variant)] ?? ZeroHash;
    return encode(["bytes32", "uint256", "bytes32"], [record, entry ^ variant, result]);
  }, ZeroHash);
  return encode(["bytes32", "uint256"], [chain, sealedAt]);
}
