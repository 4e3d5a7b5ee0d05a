import { RequestFailedError } from "./requestFailedError.ts";

/** What to ask for, and how much of an answer to bear. */
export interface RequestBytesParameters {
  readonly url: string;
  /** GET by default. */
  readonly method?: "GET" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly maxBytes: number;
  /** Milliseconds for the whole transfer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Sees each part of a successful answer as it comes. */
  readonly onChunk?: (chunk: Uint8Array) => void;
}

/** An answer of any status; one that is no success is cut off at `maxBytes`. */
export interface BytesAnswer {
  readonly status: number;
  readonly isOk: boolean;
  readonly bytes: Buffer;
}

/**
 * Asks a server that nobody trusts. Redirects are not followed: they would lead around every list of allowed addresses.
 *
 * @throws RequestFailedError
 */
export async function requestBytes(parameters: RequestBytesParameters): Promise<BytesAnswer> {
  const { url, method = "GET", headers, body, maxBytes, timeoutMs, signal, onChunk } = parameters;
  const timeout = AbortSignal.timeout(timeoutMs);
  const ending = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  try {
    const response = await fetch(url, { method, headers, body, redirect: "error", signal: ending });
    return await readAnswer(url, response, maxBytes, onChunk);
  } catch (error) {
    if (error instanceof RequestFailedError) throw error;
    if (timeout.aborted) throw new RequestFailedError(url, "timeout", `no answer in ${timeoutMs} ms`, { cause: error });
    throw new RequestFailedError(url, signal?.aborted ? "stopped" : "unreachable", reasonOf(error), { cause: error });
  }
}

async function readAnswer(
  url: string,
  { status, ok: isOk, headers, body }: Response,
  maxBytes: number,
  onChunk: RequestBytesParameters["onChunk"],
): Promise<BytesAnswer> {
  const isTooLarge = Number(headers.get("content-length")) > maxBytes;
  if (isOk && isTooLarge) await body?.cancel();
  const bytes = isOk && isTooLarge ? undefined : await readAtMost(body, maxBytes, isOk ? onChunk : undefined);
  if (bytes === undefined || (isOk && bytes.length > maxBytes)) {
    throw new RequestFailedError(url, "tooLarge", `it has more than ${maxBytes} bytes`);
  }
  return { status, isOk, bytes: bytes.subarray(0, maxBytes) };
}

/** Stops at the first chunk that is over the limit. */
async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  onChunk: ((chunk: Uint8Array) => void) | undefined,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
    onChunk?.(chunk);
  }
  return Buffer.concat(chunks);
}

/** fetch hides what happened in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
