import { createHash } from "node:crypto";

import type { HashedContent } from "../../sdk/definitions/taskDefinition.ts";
import { requestBytes } from "../requestBytes.ts";
import { RequestFailedError } from "../requestFailedError.ts";
import { ContentRefusedError } from "./contentRefusedError.ts";
import { ContentUnavailableError } from "./contentUnavailableError.ts";

/** What may be fetched, and how much of it. */
export interface FetchLimits {
  /** Beginnings of addresses, each at least an origin with its slash; nothing else is fetched. */
  readonly allowedUrls: readonly string[];
  readonly maxBytes: number;
  /** Milliseconds for the whole transfer. */
  readonly timeoutMs: number;
}

/**
 * Fetches text and checks it against its hash. Redirects are not followed: they would lead around the allow-list.
 *
 * @throws ContentRefusedError when it is not allowed, too large, no UTF-8, or has another hash.
 * @throws ContentUnavailableError when the server does not answer, in time or with success.
 */
export async function fetchContent(
  { url, sha256 }: HashedContent,
  limits: FetchLimits,
  signal?: AbortSignal,
): Promise<string> {
  if (!limits.allowedUrls.some((allowed) => isWithin(url, allowed))) {
    throw new ContentRefusedError(url, "notAllowed", "it is not on the list of allowed addresses");
  }
  const bytes = await download(url, limits, signal);

  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) throw new ContentRefusedError(url, "hashMismatch", `its SHA-256 is ${found}, not ${sha256}`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ContentRefusedError(url, "notText", "it is not UTF-8");
  }
}

/** As parsed, since "https://good.example@evil.example" begins like a good address. */
function isWithin(url: string, allowed: string): boolean {
  const [wanted, prefix] = [new URL(url), new URL(allowed)];
  const hasSecrets = wanted.username !== "" || wanted.password !== "";
  return !hasSecrets && wanted.origin === prefix.origin && wanted.pathname.startsWith(prefix.pathname);
}

async function download(url: string, limits: FetchLimits, signal: AbortSignal | undefined): Promise<Buffer> {
  const { maxBytes, timeoutMs } = limits;
  try {
    const { status, isOk, bytes } = await requestBytes({ url, maxBytes, timeoutMs, signal });
    if (!isOk) throw new ContentUnavailableError(url, `the server answers ${status}`);
    return bytes;
  } catch (error) {
    if (!(error instanceof RequestFailedError)) throw error;
    if (error.failure === "tooLarge") throw new ContentRefusedError(url, "tooLarge", error.reason);
    throw new ContentUnavailableError(url, error.reason, { cause: error });
  }
}
