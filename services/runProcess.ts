import { once } from "node:events";

import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";

import { createStatusServer } from "./createStatusServer.ts";
import type { TickerHealth } from "./createTicker.ts";
import { runUntilSignal } from "./runUntilSignal.ts";

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
  /** What else is told there. */
  readonly routes?: (server: FastifyInstance) => void;
  /** Releases what the service was built on. */
  readonly dispose: () => void | Promise<void>;
}

/** Builds the parts; `undefined` when the signal aborted first. */
export type BuildProcess = (logger: Logger, signal: AbortSignal) => Promise<ProcessParts | undefined>;

/**
 * Runs a service as a process: JSON lines on standard output, an end on SIGTERM or SIGINT, exit code 1 when a setting
 * is wrong.
 */
export async function runProcess(name: string, build: BuildProcess): Promise<void> {
  await runUntilSignal(name, async (logger, signal) => {
    const parts = await build(logger, signal);
    if (parts !== undefined) await run(parts, logger, signal);
  });
}

async function run(parts: ProcessParts, logger: Logger, signal: AbortSignal): Promise<void> {
  const { service, metrics, httpPort, routes, dispose } = parts;
  const health = () => service.health();
  const server = httpPort === undefined ? undefined : createStatusServer({ port: httpPort, health, metrics, routes });
  try {
    if (server !== undefined) logger.info({ event: "listening", url: await server.start() }, "Telling how it goes");
    await service.start();
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await service.stop();
    await server?.stop();
    await dispose();
  }
}
