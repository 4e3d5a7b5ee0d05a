import type { Signer } from "ethers";

import { requestBytes } from "../requestBytes.ts";
import { RequestFailedError } from "../requestFailedError.ts";
import { BlobRefusedError } from "./blobRefusedError.ts";
import { blobUriOf } from "./blobUriOf.ts";
import { parseBlobReference } from "./parseBlobReference.ts";
import { signUploadGrant } from "./uploadGrant.ts";

const MAX_ANSWER_BYTES = 4_096;
const GRANT_SECONDS = 300;

/** What to send, where to, and by what right. */
export interface UploadBlobParameters {
  /** Base address of a relay. */
  readonly relay: string;
  readonly bytes: Uint8Array;
  readonly auth: { readonly token: string } | { readonly signer: Signer };
  /** Milliseconds for the whole transfer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Puts a blob on a relay.
 *
 * @returns `ipfs://<CID>`, as this side computed it.
 * @throws BlobRefusedError
 */
export async function uploadBlob({ relay, bytes, auth, timeoutMs, signal }: UploadBlobParameters): Promise<string> {
  const { cid, uri } = parseBlobReference(blobUriOf(bytes));
  const deadline = Math.floor(Date.now() / 1_000) + GRANT_SECONDS;
  const authorization =
    "token" in auth ? `Bearer ${auth.token}` : await signUploadGrant(auth.signer, { cid, deadline });
  const answer = await requestBytes({
    url: `${relay.replace(/\/+$/, "")}/blobs`,
    method: "PUT",
    headers: { authorization, "content-type": "application/octet-stream" },
    body: new Uint8Array(bytes),
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs,
    signal,
  }).catch((error: unknown) => {
    if (error instanceof RequestFailedError) throw new BlobRefusedError(relay, error.reason, { cause: error });
    throw error;
  });
  if (!answer.isOk) throw new BlobRefusedError(relay, `it answers ${answer.status} ${answer.bytes.toString()}`);
  return uri;
}
