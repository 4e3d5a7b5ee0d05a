import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";

/** Answers after which asking again may help; every other one below 500 is a no. */
const PASSING_STATUSES = [408, 425, 429];

/** One try at one server. */
export interface DownloadModelParameters {
  readonly id: ModelId;
  /** Base address of a model server. */
  readonly server: string;
  /** Where to write the file. */
  readonly path: string;
  readonly maxBytes: number;
  /** Milliseconds without a byte after which a server counts as gone. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/** How it ended: `trouble` may pass, a `no` will not. */
export type DownloadOutcome =
  { readonly kind: "done"; readonly bytes: number } | { readonly kind: "trouble" | "no"; readonly reason: string };

/** Streams a model into a file, and checks its digest on the way. Rejects only when the disk has a problem. */
export async function downloadModel(parameters: DownloadModelParameters): Promise<DownloadOutcome> {
  const { id, server, path, maxBytes, idleMs, signal } = parameters;
  const patience = createPatience(idleMs);
  try {
    const response = await fetch(`${server}/models/${id}`, {
      redirect: "error",
      signal: AbortSignal.any([signal, patience.signal]),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return { kind: isNo(response.status) ? "no" : "trouble", reason: `${server} answers ${response.status}` };
    }
    const hash = createHash("sha256");
    let bytes = 0;
    const check = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        patience.renew();
        hash.update(chunk);
        bytes += chunk.length;
        done(bytes > maxBytes ? new TooLarge() : null, chunk);
      },
    });
    if (Number(response.headers.get("content-length")) > maxBytes) {
      await response.body.cancel();
      throw new TooLarge();
    }
    await pipeline(Readable.fromWeb(response.body), check, createWriteStream(path));
    const found = `0x${hash.digest("hex")}`;
    return found === id ? { kind: "done", bytes } : { kind: "no", reason: `${server} gives ${found}` };
  } catch (error) {
    if (error instanceof TooLarge) return { kind: "no", reason: `${server} gives more than ${maxBytes} bytes` };
    if (isDiskProblem(error)) throw error;
    const reason = patience.signal.aborted ? `nothing came in ${idleMs} ms` : reasonOf(error);
    return { kind: "trouble", reason: `${server}: ${reason}` };
  } finally {
    patience.end();
  }
}

class TooLarge extends Error {}

/** A signal that fires when it has not been renewed for a while. */
function createPatience(idleMs: number) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), idleMs);
  return { signal: controller.signal, renew: () => void timer.refresh(), end: () => clearTimeout(timer) };
}

function isNo(status: number): boolean {
  return status < 500 && !PASSING_STATUSES.includes(status);
}

function isDiskProblem(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && ["open", "write", "close"].includes(syscall ?? "");
}

/** fetch hides what happened in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
