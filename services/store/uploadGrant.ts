import { getAddress, type Signer, type TypedDataDomain, verifyTypedData } from "ethers";

/**
 * What an uploader signs (EIP-712). It names no relay: the same bytes under the same name are welcome everywhere, and a
 * grant that is used again only writes what is there already.
 */
const DOMAIN: TypedDataDomain = { name: "Muster blobs", version: "1" };
const TYPES = {
  BlobUpload: [
    { name: "cid", type: "string" },
    { name: "deadline", type: "uint64" },
  ],
};
const HEADER = /^MusterBlob cid=([a-z2-7]{1,100}),deadline=(\d{1,15}),signature=(0x[0-9a-fA-F]{130})$/;

/** Leave to upload one blob. */
export interface UploadGrant {
  readonly cid: string;
  /** Unix seconds; the last second in which it holds. */
  readonly deadline: number;
  /** Who signed it. */
  readonly signer: string;
}

/** Signs for one blob. @returns The value of an `Authorization` header. */
export async function signUploadGrant(
  signer: Signer,
  { cid, deadline }: Pick<UploadGrant, "cid" | "deadline">,
): Promise<string> {
  const signature = await signer.signTypedData(DOMAIN, TYPES, { cid, deadline });
  return `MusterBlob cid=${cid},deadline=${deadline},signature=${signature}`;
}

/** Reads such a header; `undefined` when it is none. Who may upload, and until when, is for the caller to say. */
export function readUploadGrant(header: string): UploadGrant | undefined {
  const [, cid, seconds, signature] = HEADER.exec(header) ?? [];
  if (cid === undefined || seconds === undefined || signature === undefined) return undefined;
  const deadline = Number(seconds);
  try {
    return { cid, deadline, signer: getAddress(verifyTypedData(DOMAIN, TYPES, { cid, deadline }, signature)) };
  } catch {
    return undefined;
  }
}
