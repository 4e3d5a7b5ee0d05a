import fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";

import type { TickerHealth } from "./createTicker.ts";

/** What a status server tells. */
export interface CreateStatusServerParameters {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; this machine alone by default. */
  readonly host?: string;
  readonly health: () => TickerHealth;
  readonly metrics: Registry;
  /** Adds what else it tells. */
  readonly routes?: ((server: FastifyInstance) => void) | undefined;
}

/** `/health` as JSON (503 until the service is ready, and while it fails) and `/metrics` for Prometheus. */
export interface StatusServer {
  /** Resolves with the address it listens on. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** Failed looks at the chain in a row after which a service is not well. */
const MAX_FAILURES = 5;

export function createStatusServer(parameters: CreateStatusServerParameters): StatusServer {
  const { port, host = "127.0.0.1", health, metrics, routes } = parameters;
  const server = fastify();

  server.get("/health", async (_request, reply) => {
    const state = health();
    const isWell = state.isRunning && state.isReady && state.failuresInRow < MAX_FAILURES;
    const body = JSON.stringify(state, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
    return reply
      .code(isWell ? 200 : 503)
      .type("application/json")
      .send(body);
  });
  routes?.(server);
  server.get("/metrics", async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));

  return { start: () => server.listen({ port, host }), stop: () => server.close() };
}
