import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Provider, Signer } from "ethers";
import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

import type { BlobKind } from "../../sdk/availability/blob.ts";
import type { DataAvailability } from "../../typechain-types/index.ts";
import { createTicker } from "../createTicker.ts";
import type { Logger } from "../logger.ts";
import { lockDataDir } from "../operator/lockDataDir.ts";
import type { BlobStreams } from "../store/blobStreams.ts";
import { createFileStreams } from "../store/createFileStreams.ts";
import type { ContentHasher } from "./contentHasher.ts";
import { createBlobShelf } from "./createBlobShelf.ts";
import { createCiphertextHasher } from "./createCiphertextHasher.ts";
import { createRelayBook, type RelayBook } from "./createRelayBook.ts";
import { createRelayServer } from "./createRelayServer.ts";
import { type BatchSettings, createRootPublisher } from "./createRootPublisher.ts";
import { createUploads, type UploadLimits } from "./createUploads.ts";
import { RelayChainError } from "./relayChainError.ts";
import type { RelayCounts } from "./relayCounts.ts";
import type { RelayHealth } from "./relayHealth.ts";
import { relayMetrics } from "./relayMetrics.ts";
import type { TaskRoles } from "./taskRoles.ts";

const DEFAULT_BATCH: BatchSettings = { batchSeconds: 10, maxBatch: 1_024, confirmations: 12 };
const DEFAULT_LIMITS: UploadLimits = {
  maxBlobBytes: 64 * 1024 * 1024,
  maxUploads: 64,
  maxBlobsPerRole: 4,
  stallMs: 10_000,
  minBytesPerSecond: 16_384,
};
const DEFAULT_HASHERS = { Result: createCiphertextHasher };
const MAX_FAILURES = 5;

/** What a relay needs. */
export interface CreateRelayParameters {
  readonly chainId: number;
  readonly provider: Provider;
  /** The publisher: posts the roots. Nothing else should use its nonces. */
  readonly signer: Signer;
  readonly availability: DataAvailability;
  /** Who may upload what. */
  readonly roles: TaskRoles;
  /** Keeps the journal, and the blobs unless `streams` does. */
  readonly dataDir: string;
  /** Where blobs are kept; files in `dataDir` by default. */
  readonly streams?: BlobStreams;
  /** Compute data hashes that are not SHA-256; those of results are roots of ciphertexts by default. */
  readonly hashers?: Partial<Record<BlobKind, () => ContentHasher>>;
  readonly batch?: Partial<BatchSettings>;
  readonly limits?: Partial<UploadLimits>;
  /** Any free port by default. */
  readonly port?: number;
  /** The address to listen on; this machine alone by default. */
  readonly host?: string;
  readonly logger: Logger;
  /** Stops the relay when it aborts. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number;
  /** Unix seconds; the clock of this machine by default. */
  readonly now?: () => number;
}

/** A running part of the system that keeps blobs, and posts roots over them. */
export interface Relay {
  /** Resolves once the relay listens and the chain was found in order (or it was stopped before). */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more. A relay does not start twice. */
  stop(): Promise<void>;
  /** The address it listens on, once it does. */
  url(): string | undefined;
  health(): RelayHealth;
  metrics(): Registry;
  /** Looks at the chain once and posts what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
}

/**
 * Creates a relay. Whatever it accepted is on the disk before it says so: it may crash anywhere, and a new one in the
 * same folder posts what is left.
 *
 * @throws {DataDirTakenError} when another relay has the folder.
 * @throws {JournalBrokenError} when its journal was altered.
 */
export function createRelay(parameters: CreateRelayParameters): Relay {
  const { chainId, provider, signer, availability, roles, dataDir, logger, signal, pollIntervalMs } = parameters;
  const {
    now = () => Math.floor(Date.now() / 1_000),
    hashers = DEFAULT_HASHERS,
    port = 0,
    host = "127.0.0.1",
  } = parameters;
  const limits = { ...DEFAULT_LIMITS, ...parameters.limits };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataDir(dataDir);
  const { book, streams } = openFolder();
  const shelf = createBlobShelf(streams);
  const counts: RelayCounts = { accepted: 0, bytes: 0, served: 0, refused: new Map() };
  const settings = { ...DEFAULT_BATCH, ...parameters.batch };
  const publisher = createRootPublisher({ ...settings, provider, signer, availability, book, logger, now });
  const ticker = createTicker({
    provider,
    logger,
    prepare,
    work: (head) => publisher.work(head),
    signal,
    pollIntervalMs,
  });
  const registry = relayMetrics(health, counts);
  let underWay = () => 0;
  let maxRootAge = Infinity;
  let server: FastifyInstance | undefined;
  let address: string | undefined;
  let stopping: Promise<void> | undefined;

  function openFolder(): { book: RelayBook; streams: BlobStreams } {
    try {
      const book = createRelayBook({ dir: dataDir });
      return { book, streams: parameters.streams ?? createFileStreams({ dir: join(dataDir, "blobs") }) };
    } catch (error) {
      unlock();
      throw error;
    }
  }

  async function start(): Promise<void> {
    const scope = { chainId, availability: await availability.getAddress() };
    const renewSeconds = () => maxRootAge / 2;
    const uploads = createUploads({ ...limits, scope, roles, book, shelf, hashers, renewSeconds, now });
    underWay = uploads.underWay;
    const account = () => signer.getAddress();
    const parts = { book, shelf, uploads, limits, counts, publisher: account, health, metrics: () => registry, logger };
    server = createRelayServer(parts);
    address = await server.listen({ port, host });
    logger.info({ event: "listening", url: address }, "Taking blobs, and giving them");
    await ticker.start();
  }

  function stop(): Promise<void> {
    stopping ??= end();
    return stopping;
  }

  async function end(): Promise<void> {
    await server?.close();
    await ticker.stop();
    await book.close();
    unlock();
  }

  async function prepare(): Promise<void> {
    const contract = await availability.getAddress();
    if ((await provider.getCode(contract)) === "0x") throw new RelayChainError(`there is no contract at ${contract}`);
    const { chainId: actual } = await provider.getNetwork();
    if (actual !== BigInt(chainId)) throw new RelayChainError(`the chain is ${actual}, not ${chainId}`);
    maxRootAge = Number(await availability.maxRootAge());
    const account = await signer.getAddress();
    if (hashers.Result === undefined) {
      logger.warn({ event: "rootsUnchecked" }, "The roots of results are taken on their uploaders' word");
    }
    const fields = { publisher: account, blobs: book.size(), waiting: book.waiting().length, maxRootAge };
    logger.info({ event: "ready", ...fields }, "Ready to post roots");
  }

  function health(): RelayHealth {
    const state = ticker.health();
    return {
      ...state,
      isWell: state.isRunning && state.isReady && state.failuresInRow < MAX_FAILURES,
      blobs: book.size(),
      waitingBlobs: book.waiting().length,
      openBatches: book.openBatches().length,
      uploadsUnderWay: underWay(),
    };
  }

  signal?.addEventListener("abort", () => void stop(), { once: true });
  return { start, stop, url: () => address, health, metrics: () => registry, tick: () => ticker.tick() };
}
