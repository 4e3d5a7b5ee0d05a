import { keccak256 } from "ethers";

import { requestBytes } from "../../requestBytes.ts";
import { ContentRefusedError } from "../../runner/contentRefusedError.ts";
import { ContentUnavailableError } from "../../runner/contentUnavailableError.ts";
import { BlobReferenceMalformedError } from "../../store/blobReferenceMalformedError.ts";
import { BlobTooLargeError } from "../../store/blobTooLargeError.ts";
import { fetchBlob } from "../../store/fetchBlob.ts";
import { requestOnce } from "./sandbox/requestOnce.ts";

const MAX_SHOWN_CHARACTERS = 120;

/** Which script. */
export interface FetchScriptParameters {
  /** `data:`, `http:`, `https:` or `ipfs:`. */
  readonly uri: string;
  /** Hex, 32 bytes: keccak256 of its bytes. */
  readonly hash: string;
}

/** How scripts are fetched. */
export interface FetchScriptTerms {
  /** Base addresses of relays that are asked for `ipfs:`. */
  readonly sources: readonly string[];
  readonly maxBytes: number;
  /** Milliseconds for the whole transfer. */
  readonly timeoutMs: number;
  readonly allowsPrivateNetwork: boolean;
}

/**
 * Fetches a job's script and checks it against its hash. No redirect is followed.
 *
 * @throws {ContentRefusedError} when it is not what was promised, however often it is fetched.
 * @throws {ContentUnavailableError} when nobody gives it; somebody may later.
 */
export async function fetchScript(
  { uri, hash }: FetchScriptParameters,
  terms: FetchScriptTerms,
  signal?: AbortSignal,
): Promise<string> {
  const shown = uri.slice(0, MAX_SHOWN_CHARACTERS);
  const bytes = await download(uri, shown, terms, signal);
  if (bytes.length > terms.maxBytes) throw new ContentRefusedError(shown, "tooLarge", `it has ${bytes.length} bytes`);
  const found = keccak256(bytes);
  if (found !== hash) throw new ContentRefusedError(shown, "hashMismatch", `its hash is ${found}, not ${hash}`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ContentRefusedError(shown, "notText", "it is not UTF-8");
  }
}

async function download(
  uri: string,
  shown: string,
  terms: FetchScriptTerms,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const read = readers[/^([a-z]+:)/i.exec(uri)?.[1]?.toLowerCase() ?? ""];
  if (read === undefined) throw new ContentRefusedError(shown, "notAllowed", "its scheme is none that is read");
  try {
    return await read(uri, terms, AbortSignal.any([AbortSignal.timeout(terms.timeoutMs), ...(signal ? [signal] : [])]));
  } catch (error) {
    if (error instanceof BlobTooLargeError) throw new ContentRefusedError(shown, "tooLarge", error.message);
    if (error instanceof BlobReferenceMalformedError) throw new ContentRefusedError(shown, "notAllowed", error.message);
    throw new ContentUnavailableError(shown, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

type ReadAddress = (uri: string, terms: FetchScriptTerms, signal: AbortSignal) => Promise<Uint8Array>;

const readers: Readonly<Record<string, ReadAddress>> = {
  "data:": async (url, { maxBytes, timeoutMs }) => (await requestBytes({ url, maxBytes, timeoutMs })).bytes,
  "ipfs:": (uri, { sources, maxBytes, timeoutMs }, signal) => fetchBlob({ uri, sources, maxBytes, timeoutMs, signal }),
  "http:": readWeb,
  "https:": readWeb,
};

async function readWeb(url: string, terms: FetchScriptTerms, signal: AbortSignal): Promise<Uint8Array> {
  const { status, body } = await requestOnce({ method: "GET", url, headers: {} }, { ...terms, signal });
  if (status !== 200) throw new Error(`the server answers ${status}`);
  return body;
}
