import type { Signer } from "ethers";

import { blobStruct } from "./blobStruct.ts";
import { GRANT_TYPES, grantDomain, type GrantScope, type UploadGrant } from "./uploadGrant.ts";

/**
 * Signs for the upload of one blob.
 *
 * @returns The value of an `Authorization` header.
 */
export async function signUploadGrant(
  signer: Signer,
  { blob, digest, deadline, ...scope }: UploadGrant & GrantScope,
): Promise<string> {
  const { kind, market, taskId, dataHash, size } = blob;
  const signature = await signer.signTypedData(grantDomain(scope), GRANT_TYPES, {
    ...blobStruct(blob),
    digest,
    deadline,
  });
  const fields = { kind, market, task: taskId, data: dataHash, size, digest, deadline, signature };
  return `MusterRelay ${Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(",")}`;
}
