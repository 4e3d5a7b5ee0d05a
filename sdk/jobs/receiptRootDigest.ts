import { TypedDataEncoder } from "ethers";

/** A root of a chain's receipts, as witnesses sign it at home. */
export interface ReceiptRoot {
  /** The committee that signs. */
  readonly committee: bigint;
  /** The chain of the receipts. */
  readonly chainId: bigint;
  /** Hex, 32 bytes. */
  readonly root: string;
}

/** Which `ReceiptRoots`. */
export interface ReceiptRootsReference {
  readonly homeChainId: bigint | number;
  /** Its address. */
  readonly receipts: string;
}

const ROOT_TYPES = {
  ReceiptRoot: [
    { name: "committee", type: "uint64" },
    { name: "chainId", type: "uint256" },
    { name: "root", type: "bytes32" },
  ],
};

/**
 * What witnesses sign so that the market pays for deliveries on another chain.
 *
 * @returns Hex, 32 bytes.
 */
export function receiptRootDigest(root: ReceiptRoot, { homeChainId, receipts }: ReceiptRootsReference): string {
  const domain = { name: "Muster ReceiptRoots", version: "1", chainId: homeChainId, verifyingContract: receipts };
  return TypedDataEncoder.hash(domain, ROOT_TYPES, { ...root });
}
