import type { Signer } from "ethers";

import { askRelay } from "./askRelay.ts";
import type { Blob } from "./blob.ts";
import { hashBytes } from "./hashBytes.ts";
import { signUploadGrant } from "./signUploadGrant.ts";
import type { GrantScope } from "./uploadGrant.ts";

const GRANT_SECONDS = 900;
const DEFAULT_TIMEOUT_MS = 120_000;

/** What to upload, where to. */
export interface UploadBlobParameters extends GrantScope {
  /** Base address of a relay. */
  readonly relay: string;
  /** Who may upload it: for parameters the task's creator, else its node. */
  readonly signer: Signer;
  readonly blob: Blob;
  /** All of it, or its parts as they come, for which `digest` must be given. */
  readonly bytes: Uint8Array | ReadableStream<Uint8Array>;
  /** SHA-256 of the bytes, 32 bytes of hex; computed when they are given in one piece. */
  readonly digest?: string;
  /** Unix seconds until which the grant holds; a quarter of an hour from now by default. */
  readonly deadline?: number;
  /** Milliseconds for all of it; two minutes by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What a relay promises: it has the blob on its disk and will post a root over its leaf. */
export interface UploadBlobReturnType {
  /** 32 bytes of hex; what to ask for the proof, and for the bytes. */
  readonly leaf: string;
  /** `ipfs://<CID>` of the bytes. */
  readonly uri: string;
  /** Address of the account that posts the relay's roots. */
  readonly publisher: string;
}

/**
 * Uploads a task's blob to a relay. Again does no harm.
 *
 * @throws {RelayError} `RELAY_GRANT_EXPIRED`, `RELAY_ROLE_REFUSED`, `RELAY_BYTES_DIFFER`, … and `RELAY_UNREACHABLE`.
 */
export async function uploadBlob(parameters: UploadBlobParameters): Promise<UploadBlobReturnType> {
  const { relay, signer, blob, bytes, chainId, availability, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = parameters;
  const deadline = parameters.deadline ?? Math.floor(Date.now() / 1_000) + GRANT_SECONDS;
  const digest = parameters.digest ?? (bytes instanceof Uint8Array ? hashBytes(bytes) : blob.dataHash);
  const authorization = await signUploadGrant(signer, { blob, digest, deadline, chainId, availability });
  const body = bytes as RequestInit["body"];
  const headers = { authorization, "content-type": "application/octet-stream" };
  const init: RequestInit & { duplex: "half" } = { method: "PUT", headers, body, duplex: "half" };
  const answer = await askRelay({ relay, path: "/blobs", init, timeoutMs, signal });
  return (await answer.json()) as UploadBlobReturnType;
}
