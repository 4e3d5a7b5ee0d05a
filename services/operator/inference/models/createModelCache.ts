import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import { isModelId } from "../../../../sdk/inference/models/isModelId.ts";
import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import type { Logger } from "../../../logger.ts";
import { retryDelay } from "../../../retryDelay.ts";
import { downloadModel } from "./downloadModel.ts";
import { InvalidModelError } from "./invalidModelError.ts";
import { ModelDownloadTimeoutError } from "./modelDownloadTimeoutError.ts";

const FILE_ENDING = ".safetensors";
const PART_ENDING = ".part";
const DEFAULT_MAX_BYTES = 1024 ** 3;
const DEFAULT_IDLE_MS = 15_000;

/** Where models come from, and how many are kept. */
export interface CreateModelCacheParameters {
  /** A folder of the cache's own. */
  readonly dir: string;
  /** Base addresses of model servers, asked in this order. */
  readonly servers: readonly string[];
  /** Milliseconds from asking for a model to giving up. */
  readonly downloadTimeoutMs: number;
  /** Bytes of all models on disk, and so of the largest one; 1 GiB by default. */
  readonly maxBytes?: number;
  /** Milliseconds without a byte after which a server counts as gone; 15,000 by default. */
  readonly idleMs?: number;
  /** Milliseconds to wait after so many failed rounds. */
  readonly delayOf?: (failures: number) => number;
  readonly logger?: Logger;
}

/** Models by id, on disk. */
export interface ModelCache {
  /**
   * A model's bytes, from the disk or else from the first server that has it.
   *
   * @throws InvalidModelError when every server says no, or gives something else.
   * @throws ModelDownloadTimeoutError when a server was in trouble until the time was over.
   */
  get(id: ModelId, signal?: AbortSignal): Promise<Uint8Array>;
  /** The models on disk. */
  list(): Promise<ModelId[]>;
}

/** Keeps models in a folder, and lets go of those that were used longest ago when there are too many. */
export function createModelCache(parameters: CreateModelCacheParameters): ModelCache {
  const { dir, downloadTimeoutMs, maxBytes = DEFAULT_MAX_BYTES, idleMs = DEFAULT_IDLE_MS, logger } = parameters;
  const { delayOf = retryDelay } = parameters;
  const servers = parameters.servers.map((server) => server.replace(/\/+$/, ""));
  /** Who asks for a model that is on its way waits for that one. */
  const downloads = new Map<ModelId, Promise<Uint8Array>>();
  /** Room is made for one model after the other, so that no two are promised the same. */
  let turn: Promise<unknown> = Promise.resolve();
  const pathOf = (id: ModelId) => join(dir, id + FILE_ENDING);

  async function get(id: ModelId, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const kept = await read(id);
    if (kept !== undefined) return kept;
    const download = downloads.get(id) ?? fetchModel(id).finally(() => downloads.delete(id));
    downloads.set(id, download);
    return signal === undefined ? download : raceAbort(download, signal);
  }

  /** What a crash or a bad disk spoilt is as good as absent. */
  async function read(id: ModelId): Promise<Uint8Array | undefined> {
    const bytes = await readFile(pathOf(id)).catch(() => undefined);
    if (bytes === undefined) return undefined;
    if (`0x${createHash("sha256").update(bytes).digest("hex")}` !== id) {
      logger?.warn({ event: "modelSpoilt", model: id }, "A model on disk has changed; it is fetched again");
      await rm(pathOf(id), { force: true });
      return undefined;
    }
    const now = new Date();
    await utimes(pathOf(id), now, now).catch(() => undefined);
    return bytes;
  }

  async function fetchModel(id: ModelId): Promise<Uint8Array> {
    await mkdir(dir, { recursive: true });
    const part = join(dir, id + PART_ENDING);
    const ending = AbortSignal.timeout(downloadTimeoutMs);
    const refusals: string[] = [];
    let asked = [...servers];
    let reason = "there is no server to ask";
    try {
      for (let failures = 1; asked.length > 0; failures++) {
        const troubled: string[] = [];
        for (const server of asked) {
          const outcome = await downloadModel({ id, server, path: part, maxBytes, idleMs, signal: ending });
          if (outcome.kind === "done") return await keep(id, part, outcome.bytes);
          logger?.info(
            { event: "modelNotFetched", model: id, server, reason: outcome.reason },
            "Could not fetch a model",
          );
          if (outcome.kind === "no") refusals.push(outcome.reason);
          else {
            troubled.push(server);
            // When time is over every request fails, and that says nothing.
            if (!ending.aborted) reason = outcome.reason;
          }
        }
        asked = troubled;
        if (asked.length === 0) break;
        await setTimeout(delayOf(failures), undefined, { signal: ending }).catch(() => undefined);
        if (ending.aborted) throw new ModelDownloadTimeoutError(id, downloadTimeoutMs, reason);
      }
      throw new InvalidModelError(id, refusals.join("; ") || reason);
    } finally {
      await rm(part, { force: true });
    }
  }

  function keep(id: ModelId, part: string, bytes: number): Promise<Uint8Array> {
    const kept = turn.then(async () => {
      await makeRoom(bytes);
      const model = await readFile(part);
      await rename(part, pathOf(id));
      return model;
    });
    turn = kept.catch(() => undefined);
    return kept;
  }

  async function makeRoom(needed: number): Promise<void> {
    const ids = await list();
    const files = await Promise.all(ids.map(async (id) => ({ id, ...(await sizeOf(pathOf(id))) })));
    let kept = files.reduce((sum, { size }) => sum + size, 0);
    for (const { id, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (kept + needed <= maxBytes) return;
      logger?.info({ event: "modelDropped", model: id }, "Dropped the model that was used longest ago");
      await rm(pathOf(id), { force: true });
      kept -= size;
    }
  }

  async function list(): Promise<ModelId[]> {
    const names = await readdir(dir).catch(() => []);
    return names
      .filter((name) => name.endsWith(FILE_ENDING))
      .map((name) => name.slice(0, -FILE_ENDING.length))
      .filter(isModelId);
  }

  return { get, list };
}

async function sizeOf(path: string): Promise<{ size: number; usedAt: number }> {
  const { size, mtimeMs } = await stat(path);
  return { size, usedAt: mtimeMs };
}

/** The promise's value, unless the signal comes first. */
async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", stop));
}
