import { once } from "node:events";

import { pino, type Logger } from "pino";

import { BaseError } from "../sdk/errors/baseError.ts";
import type { Registry } from "prom-client";

import { createStatusServer } from "./createStatusServer.ts";
import type { TickerHealth } from "./createTicker.ts";

/** A service as its process sees it. */
export interface ProcessService {
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): TickerHealth;
}

/** What a process runs. */
export interface ProcessParts {
  readonly service: ProcessService;
  readonly metrics: Registry;
  /** Port of `/health` and `/metrics`; none without it. */
  readonly httpPort: number | undefined;
  /** Releases what the service was built on. */
  readonly dispose: () => void;
}

/** Builds the parts; `undefined` when the signal aborted first. */
export type BuildProcess = (logger: Logger, signal: AbortSignal) => Promise<ProcessParts | undefined>;

/**
 * Runs a service as a process: JSON lines on standard output, an end on SIGTERM or SIGINT, exit code 1 when a setting
 * is wrong.
 */
export async function runProcess(name: string, build: BuildProcess): Promise<void> {
  const logger = pino({ name });
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stopping.abort());

  try {
    const parts = await build(logger, stopping.signal);
    if (parts !== undefined) await run(parts, logger, stopping.signal);
    logger.info({ event: "stopped" }, "Stopped");
  } catch (error) {
    const fields = error instanceof BaseError ? { code: error.code } : { err: error };
    logger.error({ event: "failed", ...fields }, error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

async function run(parts: ProcessParts, logger: Logger, signal: AbortSignal): Promise<void> {
  const { service, metrics, httpPort, dispose } = parts;
  const health = () => service.health();
  const server = httpPort === undefined ? undefined : createStatusServer({ port: httpPort, health, metrics });
  try {
    if (server !== undefined) logger.info({ event: "listening", url: await server.start() }, "Telling how it goes");
    await service.start();
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await service.stop();
    await server?.stop();
    dispose();
  }
}
