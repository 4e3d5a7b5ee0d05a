import { askRelay } from "./askRelay.ts";
import type { Blob } from "./blob.ts";
import { hashBytes } from "./hashBytes.ts";
import { leafOf } from "./leafOf.ts";
import { RelayError } from "./relayError.ts";

const DEFAULT_TIMEOUT_MS = 120_000;

/** Which blob, from whom. */
export interface DownloadBlobParameters {
  /** Base address of a relay. */
  readonly relay: string;
  readonly blob: Blob;
  /** Milliseconds for all of it; two minutes by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Downloads a task's blob. Its size is checked, and its hash but for a result, whose root is checked as it is decrypted.
 *
 * @throws {RelayError} `RELAY_BLOB_UNKNOWN`, `RELAY_BLOB_ALTERED` when the bytes are others, `RELAY_UNREACHABLE`.
 */
export async function downloadBlob(parameters: DownloadBlobParameters): Promise<Uint8Array> {
  const { relay, blob, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = parameters;
  const answer = await askRelay({ relay, path: `/blobs/${leafOf(blob)}`, timeoutMs, signal });
  const bytes = await readExactly(relay, answer, Number(blob.size));
  if (blob.kind !== "Result" && hashBytes(bytes) !== blob.dataHash) {
    throw new RelayError(relay, "RELAY_BLOB_ALTERED", "it gives other bytes");
  }
  return bytes;
}

async function readExactly(relay: string, answer: Response, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let at = 0;
  try {
    for await (const part of answer.body ?? []) {
      if (at + part.length > size)
        throw new RelayError(relay, "RELAY_BLOB_ALTERED", `it gives more than ${size} bytes`);
      bytes.set(part, at);
      at += part.length;
    }
  } catch (cause) {
    if (cause instanceof RelayError) throw cause;
    throw new RelayError(relay, "RELAY_UNREACHABLE", `it broke off after ${at} bytes`, undefined, { cause });
  }
  if (at < size) throw new RelayError(relay, "RELAY_BLOB_ALTERED", `it gives ${at} of ${size} bytes`);
  return bytes;
}
