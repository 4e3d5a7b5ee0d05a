import type { Socket } from "node:net";
import { Readable } from "node:stream";

import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Registry } from "prom-client";

import type { Logger } from "../logger.ts";
import { parseBlobReference } from "../store/parseBlobReference.ts";
import type { BlobShelf } from "./createBlobShelf.ts";
import type { BookedBlob, RelayBook } from "./createRelayBook.ts";
import type { RelayCounts } from "./relayCounts.ts";
import type { UploadLimits, Uploads } from "./createUploads.ts";
import { RelayRefusedError } from "./relayRefusedError.ts";
import type { RelayHealth } from "./relayHealth.ts";

/** Milliseconds that a client whose upload was refused has to read the answer. */
const LINGER_MS = 500;
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 1_024;
/** A blob is what its name says, for ever. */
const IMMUTABLE = "public, max-age=31536000, immutable";
const WORD = /^0x[0-9a-f]{64}$/;

/** What the server stands before. */
export interface CreateRelayServerParameters {
  readonly book: RelayBook;
  readonly shelf: BlobShelf;
  readonly uploads: Uploads;
  readonly limits: UploadLimits;
  readonly counts: RelayCounts;
  readonly publisher: () => Promise<string>;
  readonly health: () => RelayHealth;
  readonly metrics: () => Registry;
  readonly logger: Logger;
}

/**
 * `PUT /blobs`, `GET` and `HEAD /blobs/<CID, leaf or data hash>`, `GET /proofs/<leaf>`, `GET /tasks/<market>/<task>`, `/health` and `/metrics`. Every
 * error is JSON: `{"error":{"code":"RELAY_BLOB_UNKNOWN","message":"…"}}`.
 */
export function createRelayServer(parameters: CreateRelayServerParameters): FastifyInstance {
  const { book, shelf, uploads, limits, counts, publisher, health, metrics, logger } = parameters;
  const { stallMs, minBytesPerSecond, maxBlobBytes } = limits;
  const server = fastify({
    requestTimeout: Math.ceil(HEADERS_TIMEOUT_MS + 2 * stallMs + (maxBlobBytes / minBytesPerSecond) * 1_000),
    connectionTimeout: HEADERS_TIMEOUT_MS + 2 * stallMs,
    forceCloseConnections: true,
  });
  server.server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.server.maxConnections = MAX_CONNECTIONS;
  server.removeAllContentTypeParsers();
  // Nobody reads a body but who wants one.
  server.addContentTypeParser("*", (_request, _body, done) => done(null));

  server.put("/blobs", async (request, reply) => {
    const { authorization = "", "content-length": length } = request.headers;
    const contentLength = length === undefined ? undefined : Number(length);
    const { leaf, cid, size, isNew } = await uploads.receive({ authorization, contentLength, body: request.raw });
    counts.accepted += Number(isNew);
    counts.bytes += isNew ? Number(size) : 0;
    const fields = { event: "blobAccepted", leaf, cid, size: Number(size), isNew };
    logger.info(fields, isNew ? "Accepted a blob" : "Accepted a blob that was there");
    letGo(request, reply);
    const answer = { leaf, cid, uri: `ipfs://${cid}`, size: Number(size), publisher: await publisher() };
    return reply.code(isNew ? 201 : 200).send(answer);
  });

  server.get<{ Params: { name: string } }>("/blobs/:name", async (request, reply) => {
    const cid = cidOf(request.params.name);
    const source = await shelf.open(cid);
    const etag = `"${cid}"`;
    reply.headers({ etag, "cache-control": IMMUTABLE, "x-content-type-options": "nosniff" });
    if (request.headers["if-none-match"] === etag) return reply.code(304).send();
    reply.type("application/octet-stream").header("content-length", source.size);
    // An empty stream, for fastify would say that the size of nothing is nothing.
    if (request.method === "HEAD") return reply.send(Readable.from([]));
    counts.served++;
    return reply.send(Readable.from(source.read(), { objectMode: false }));
  });

  server.get<{ Params: { leaf: string } }>("/proofs/:leaf", async (request, reply) => {
    const { leaf } = request.params;
    const { blob } = requireBlob(leaf, WORD.test(leaf) ? book.blobOf(leaf) : undefined);
    const batch = book.batchOf(leaf);
    if (batch?.publishedAt === undefined) return reply.code(202).send({ leaf, status: "waiting" });
    const { root, publishedAt } = batch;
    const proof = book.treeOf(batch).proofOf(blob);
    return { leaf, root, proof, publisher: await publisher(), publishedAt };
  });

  server.get<{ Params: { market: string; task: string } }>("/tasks/:market/:task", (request) => {
    const { market, task: taskId } = request.params;
    const known = book.blobsOf({ market, taskId });
    return {
      blobs: known.map(({ leaf, cid, blob: { kind, dataHash, size } }) => ({
        leaf,
        cid,
        kind,
        dataHash,
        size: `${size}`,
      })),
    };
  });

  server.get("/health", async (_request, reply) => {
    const state = health();
    return reply.code(state.isWell ? 200 : 503).send(state);
  });
  server.get("/metrics", async (_request, reply) => {
    const registry = metrics();
    return reply.type(registry.contentType).send(await registry.metrics());
  });

  function cidOf(name: string): string {
    if (!name.startsWith("0x")) return parseBlobReference(`ipfs://${name}`).cid;
    return requireBlob(name, book.blobOf(name) ?? book.blobOfData(name)).cid;
  }

  server.setNotFoundHandler((_request, reply) => sendError(reply, 404, "NOT_FOUND", "There is nothing here"));
  server.setErrorHandler((error: FastifyError | RelayRefusedError, request: FastifyRequest, reply) => {
    letGo(request, reply);
    if (error instanceof RelayRefusedError) {
      counts.refused.set(error.code, (counts.refused.get(error.code) ?? 0) + 1);
      const fields = { event: "refused", code: error.code, method: request.method, url: request.url };
      logger[error.status >= 500 ? "error" : "info"](fields, error.message);
      return sendError(reply, error.status, error.code, error.message);
    }
    if (error.code === "BLOB_REFERENCE_MALFORMED") {
      return sendError(reply, 400, "RELAY_REFERENCE_MALFORMED", error.message);
    }
    const { statusCode = 500 } = error;
    if (statusCode < 500) return sendError(reply, statusCode, "REQUEST_MALFORMED", error.message);
    logger.error({ event: "requestFailed", url: request.url, err: error }, "Could not answer");
    return sendError(reply, 500, "INTERNAL", "This relay has a problem of its own");
  });

  return server;
}

function requireBlob(name: string, found: BookedBlob | undefined): BookedBlob {
  if (found === undefined) throw new RelayRefusedError("RELAY_BLOB_UNKNOWN", `There is no ${name.slice(0, 80)}`);
  return found;
}

/** Once it has its answer, a client that still sends is cut off, however it goes on. */
function letGo(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete) return;
  const { socket }: { socket: Socket } = request.raw;
  reply.raw.once("finish", () => {
    if (request.raw.complete) return;
    request.raw.resume();
    setTimeout(() => request.raw.complete || socket.destroy(), LINGER_MS).unref();
  });
}

function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).type("application/json").send({ error: { code, message } });
}
