import { getAddress, verifyTypedData } from "ethers";

import type { BlobKind } from "./blob.ts";
import { blobStruct } from "./blobStruct.ts";
import { GRANT_TYPES, grantDomain, type GrantScope, type UploadGrant } from "./uploadGrant.ts";

const HEADER = new RegExp(
  "^MusterRelay kind=(Parameters|Result|Opening),market=(0x[0-9a-fA-F]{40}),task=(0x[0-9a-f]{64})," +
    "data=(0x[0-9a-f]{64}),size=([1-9]\\d{0,14}),digest=(0x[0-9a-f]{64}),deadline=(\\d{1,12})," +
    "signature=(0x[0-9a-fA-F]{130})$",
);

/** A grant, and who signed it. */
export interface SignedUploadGrant extends UploadGrant {
  readonly signer: string;
}

/**
 * Reads the header that `signUploadGrant` made; `undefined` when it is none. Whether the signer may upload, and whether
 * it is too late, is for the caller to say.
 */
export function readUploadGrant(header: string, scope: GrantScope): SignedUploadGrant | undefined {
  const match = HEADER.exec(header);
  if (match === null) return undefined;
  const [, kind, market, taskId, dataHash, size, digest, seconds, signature] = match as unknown as string[];
  try {
    const blob = {
      kind: kind as BlobKind,
      market: getAddress(market as string),
      taskId: taskId as string,
      dataHash: dataHash as string,
      size: BigInt(size as string),
    };
    const grant = { blob, digest: digest as string, deadline: Number(seconds) };
    const message = { ...blobStruct(blob), digest, deadline: grant.deadline };
    return { ...grant, signer: verifyTypedData(grantDomain(scope), GRANT_TYPES, message, signature as string) };
  } catch {
    return undefined;
  }
}
