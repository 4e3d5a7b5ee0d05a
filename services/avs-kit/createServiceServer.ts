import fastify, { type FastifyError, type FastifyReply } from "fastify";

import { BaseError } from "../../sdk/errors/baseError.ts";
import type { Logger } from "../logger.ts";

const REQUEST_TIMEOUT_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BODY_BYTES = 256 * 1024;
const DEFAULT_MAX_CONCURRENT = 32;

/** Errors with a status of their own; every other one is 500. */
const statuses: Readonly<Record<string, number>> = { REQUEST_MALFORMED: 400, SERVICE_BUSY: 503 };

/** How a service listens, and what it bears. */
export interface ServiceOptions {
  /** Any free port by default. */
  readonly port?: number;
  /** The address to listen on; this machine alone by default. */
  readonly host?: string;
  /** Milliseconds for one answer; 30,000 by default. */
  readonly timeoutMs?: number;
  /** Bytes of the largest request; 256 KiB by default. */
  readonly maxBodyBytes?: number;
  /** Requests at once; 32 by default, more are turned away. */
  readonly maxConcurrent?: number;
  readonly logger?: Logger;
}

/** A service of an AVS. */
export interface AvsService {
  /** Resolves with the address it listens on. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** One path of the wire format. */
export interface CreateServiceServerParameters extends ServiceOptions {
  readonly path: string;
  /** Turns a body into `data`. */
  readonly answer: (body: unknown, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Answers `{data, error: false, message: null}`, or `{data: {}, error: true, message, code}` with another status than
 * 200. Also answers `GET /health`.
 */
export function createServiceServer(parameters: CreateServiceServerParameters): AvsService {
  const { path, answer, port = 0, host = "127.0.0.1", timeoutMs = DEFAULT_TIMEOUT_MS, logger } = parameters;
  const { maxBodyBytes = DEFAULT_MAX_BODY_BYTES, maxConcurrent = DEFAULT_MAX_CONCURRENT } = parameters;
  const server = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });
  server.removeContentTypeParser("text/plain");
  const stopping = new AbortController();
  const counts = { running: 0, answered: 0, failed: 0 };

  server.post(path, async ({ body }) => {
    if (counts.running >= maxConcurrent) throw new BaseError("SERVICE_BUSY", "This service is busy; try again");
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([timeout, stopping.signal]);
    counts.running++;
    // Work that does not heed its signal still counts: it would pile up unseen.
    const work = answer(body, signal).finally(() => counts.running--);
    const data = await Promise.race([work, rejectOn(signal, timeoutMs)]);
    counts.answered++;
    return { data, error: false, message: null };
  });

  server.get("/health", async () => ({ status: counts.running < maxConcurrent ? "ok" : "busy", ...counts }));

  server.setNotFoundHandler((_request, reply) => sendError(reply, 404, "NOT_FOUND", "There is nothing here"));
  server.setErrorHandler((error: FastifyError | BaseError, _request, reply) => {
    counts.failed++;
    if (error instanceof BaseError) {
      logger?.warn({ event: "answerFailed", path, code: error.code }, error.message);
      return sendError(reply, statuses[error.code] ?? 500, error.code, error.message);
    }
    const { statusCode = 500, code = "" } = error;
    // Fastify's own errors speak of the request. The words of others may hold secrets, such as the key in a node's URL.
    if (statusCode < 500 && code.startsWith("FST_")) return sendError(reply, statusCode, code, error.message);
    logger?.error({ event: "answerFailed", path, err: error }, "Could not answer");
    return sendError(reply, 500, "SERVICE_FAILED", "This service failed; its log says why");
  });

  async function stop(): Promise<void> {
    stopping.abort();
    await server.close();
  }

  return { start: () => server.listen({ port, host }), stop };
}

async function rejectOn(signal: AbortSignal, timeoutMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new BaseError("SERVICE_TIMEOUT", `There is no answer after ${timeoutMs} ms`));
    signal.addEventListener("abort", give, { once: true });
  });
}

function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ data: {}, error: true, message, code });
}
