import { createHash } from "node:crypto";

import { requestBytes } from "../requestBytes.ts";
import { RequestFailedError, type RequestFailure } from "../requestFailedError.ts";
import { BlobAlteredError } from "./blobAlteredError.ts";
import { BlobMissingError } from "./blobMissingError.ts";
import { BlobTimeoutError } from "./blobTimeoutError.ts";
import { BlobTooLargeError } from "./blobTooLargeError.ts";
import { type BlobReference, parseBlobReference } from "./parseBlobReference.ts";

/** What to fetch, and from whom. */
export interface FetchBlobParameters {
  /** `ipfs://<CID>` or `https://<relay>/blobs/<CID>`. */
  readonly uri: string;
  /**
   * Base addresses of relays, which are asked one after the other. The relay that a reference names is asked first, and
   * only when it is one of them: references come from strangers, who could send us into our own network.
   */
  readonly sources: readonly string[];
  readonly maxBytes: number;
  /** Milliseconds for all of it; each relay has an equal share of what is left. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

interface Attempt {
  readonly failure: RequestFailure | "altered" | "refused";
  readonly words: string;
}

/**
 * Fetches a blob from the first relay that has it, and checks its digest as the bytes come.
 *
 * @throws BlobReferenceMalformedError
 * @throws BlobAlteredError when no relay has it and one gave other bytes.
 * @throws BlobTooLargeError likewise, when one gave too many.
 * @throws BlobTimeoutError likewise, when one was too slow.
 * @throws BlobMissingError in every other case.
 */
export async function fetchBlob(parameters: FetchBlobParameters): Promise<Uint8Array> {
  const blob = parseBlobReference(parameters.uri);
  const sources = orderSources(parameters.sources, blob.relay);
  const end = performance.now() + parameters.timeoutMs;

  const attempts: Attempt[] = [];
  for (const [index, source] of sources.entries()) {
    const timeoutMs = Math.max(1, Math.floor((end - performance.now()) / (sources.length - index)));
    const found = await fetchFrom(source, blob, { ...parameters, timeoutMs });
    if (found instanceof Uint8Array) return found;
    attempts.push(found);
  }
  throw failureOf(blob, attempts, parameters.maxBytes);
}

function orderSources(sources: readonly string[], relay: string | undefined): string[] {
  const bases = [...new Set(sources.map((source) => source.replace(/\/+$/, "")))];
  return bases.sort((a, b) => Number(b === relay) - Number(a === relay));
}

async function fetchFrom(
  source: string,
  { cid, digest }: BlobReference,
  { maxBytes, timeoutMs, signal }: FetchBlobParameters,
): Promise<Uint8Array | Attempt> {
  const hash = createHash("sha256");
  const onChunk = (chunk: Uint8Array) => void hash.update(chunk);
  try {
    const url = `${source}/blobs/${cid}`;
    const { status, isOk, bytes } = await requestBytes({ url, maxBytes, timeoutMs, signal, onChunk });
    if (!isOk) return { failure: "refused", words: `${source} answers ${status}` };
    if (!hash.digest().equals(digest)) return { failure: "altered", words: `${source} gives other bytes` };
    return bytes;
  } catch (error) {
    if (!(error instanceof RequestFailedError)) throw error;
    return { failure: error.failure, words: `${source}: ${error.reason}` };
  }
}

/** The one that says most: somebody who lies is worse news than somebody who is away. */
function failureOf({ uri }: BlobReference, attempts: readonly Attempt[], maxBytes: number): Error {
  const reason = attempts.map(({ words }) => words).join("; ") || "there is no relay to ask";
  const failures = new Set(attempts.map(({ failure }) => failure));
  if (failures.has("altered")) return new BlobAlteredError(uri, reason);
  if (failures.has("tooLarge")) return new BlobTooLargeError(uri, maxBytes);
  if (failures.has("timeout")) return new BlobTimeoutError(uri, reason);
  return new BlobMissingError(uri, reason);
}
