import type { Readable } from "node:stream";

import { RelayRefusedError } from "./relayRefusedError.ts";

/** How slow an upload may be. */
export interface PaceLimits {
  /** Milliseconds between two parts. */
  readonly stallMs: number;
  /** Bytes a second, over the whole upload, above the time of one stall. */
  readonly minBytesPerSecond: number;
}

/**
 * The parts of a body as they come.
 *
 * @throws {RelayRefusedError} `RELAY_TOO_SLOW` when they do not; the body is left open, for an answer to be sent.
 * `RELAY_SIZE_DIFFERS` when the client goes away.
 */
export async function* paceBody(body: Readable, size: number, limits: PaceLimits): AsyncGenerator<Buffer> {
  const { stallMs, minBytesPerSecond } = limits;
  // Only the client's time counts, not what becomes of its bytes.
  let left = stallMs + (size / minBytesPerSecond) * 1_000;
  const parts = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const next = parts.next().catch((cause: unknown) => {
      throw new RelayRefusedError("RELAY_SIZE_DIFFERS", "The bytes broke off", { cause });
    });
    const asked = performance.now();
    const result = await within(next, Math.min(stallMs, left));
    left -= performance.now() - asked;
    if (result.done === true) return;
    yield result.value;
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new RelayRefusedError("RELAY_TOO_SLOW", "The bytes come too slowly"));
    timer = setTimeout(fail, Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
