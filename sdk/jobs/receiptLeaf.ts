import { AbiCoder, keccak256 } from "ethers";

/** What became of an execution on another chain, field by field as `Receipt` on-chain. */
export interface JobReceipt {
  readonly homeChainId: bigint;
  readonly market: string;
  readonly job: string;
  readonly slot: bigint;
  readonly execution: bigint;
  readonly processor: string;
  /** keccak256 of what the contract was given. */
  readonly outputHash: string;
  /** Whether the contract took it. */
  readonly isSuccess: boolean;
}

/** The types of a receipt's leaf, for a standard tree of `@openzeppelin/merkle-tree`. */
export const RECEIPT_TYPES = [
  "uint256",
  "address",
  "bytes32",
  "uint256",
  "uint256",
  "address",
  "bytes32",
  "bool",
] as const;

/** The values of a receipt's leaf, in the order of `RECEIPT_TYPES`. */
export function receiptValues(receipt: JobReceipt): (bigint | boolean | string)[] {
  const { homeChainId, market, job, slot, execution, processor, outputHash, isSuccess } = receipt;
  return [homeChainId, market, job, slot, execution, processor, outputHash, isSuccess];
}

/** The leaf of a receipt in its tree: hashed twice. */
export function receiptLeaf(receipt: JobReceipt): string {
  return keccak256(keccak256(AbiCoder.defaultAbiCoder().encode([...RECEIPT_TYPES], receiptValues(receipt))));
}
