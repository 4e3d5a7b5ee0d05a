import type { TypedDataDomain } from "ethers";

import type { Blob } from "./blob.ts";

/** Leave to upload one blob. */
export interface UploadGrant {
  readonly blob: Blob;
  /** SHA-256 of the bytes, 32 bytes of hex: nobody can put other bytes in their place. */
  readonly digest: string;
  /** Unix seconds; the last second in which it holds. */
  readonly deadline: number;
}

/** Where grants hold: one deployment. */
export interface GrantScope {
  readonly chainId: number;
  /** Address of DataAvailability. */
  readonly availability: string;
}

/** The EIP-712 type of a grant. It names no relay: whoever uploads the same blob to another relay does no harm. */
export const GRANT_TYPES = {
  BlobUpload: [
    { name: "kind", type: "uint8" },
    { name: "market", type: "address" },
    { name: "taskId", type: "bytes32" },
    { name: "dataHash", type: "bytes32" },
    { name: "size", type: "uint64" },
    { name: "digest", type: "bytes32" },
    { name: "deadline", type: "uint64" },
  ],
};

/** The EIP-712 domain of grants. */
export function grantDomain({ chainId, availability }: GrantScope): TypedDataDomain {
  return { name: "Muster relay", version: "1", chainId, verifyingContract: availability };
}
