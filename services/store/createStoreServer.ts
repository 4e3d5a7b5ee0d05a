import { createHash, timingSafeEqual } from "node:crypto";

import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from "fastify";

import { BaseError } from "../../sdk/errors/baseError.ts";
import type { Logger } from "../logger.ts";
import { blobUriOf } from "./blobUriOf.ts";
import type { BlobStore } from "./createBlobStore.ts";
import { parseBlobReference } from "./parseBlobReference.ts";
import { readUploadGrant } from "./uploadGrant.ts";

const REQUEST_TIMEOUT_MS = 60_000;
/** Seconds: a grant for longer would be a password. */
const MAX_GRANT_SECONDS = 3_600;
/** A blob is what its name says, for ever. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** The statuses of errors that have a name; every other one is 500. */
const statuses: Readonly<Record<string, number>> = {
  BLOB_REFERENCE_MALFORMED: 400,
  BLOB_MISSING: 404,
  BLOB_TOO_LARGE: 413,
};

/** Who may upload: holders of a token, and signers of a grant. Nobody by default. */
export interface UploadPolicy {
  readonly tokens?: readonly string[];
  readonly isPublisher?: (address: string) => boolean | Promise<boolean>;
}

/** A store, and the door to it. */
export interface CreateStoreServerParameters {
  readonly store: BlobStore;
  /** Any free port by default. */
  readonly port?: number;
  /** The address to listen on; this machine alone by default. */
  readonly host?: string;
  readonly uploads?: UploadPolicy;
  /** Unix seconds; the clock of this machine by default. */
  readonly now?: () => number;
  readonly logger?: Logger;
}

/** `GET` and `HEAD /blobs/<CID>` for everybody, `PUT /blobs` for publishers, `GET /health`. */
export interface StoreServer {
  /** Resolves with the address it listens on. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** Serves blobs. Every error is JSON: `{"error":{"code":"BLOB_MISSING","message":"…"}}`. */
export function createStoreServer(parameters: CreateStoreServerParameters): StoreServer {
  const { store, port = 0, host = "127.0.0.1", uploads = {}, logger } = parameters;
  const { now = () => Math.floor(Date.now() / 1_000) } = parameters;
  const server = fastify({
    bodyLimit: store.maxBlobBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  server.get("/health", async () => ({ status: "ok" }));

  server.get<{ Params: { cid: string } }>("/blobs/:cid", async (request, reply) => {
    const { cid, uri } = parseBlobReference(`ipfs://${request.params.cid}`);
    const etag = `"${cid}"`;
    const isKnown = request.headers["if-none-match"] === etag && (await store.has(uri));
    const bytes = isKnown ? undefined : await store.get(uri);
    reply.headers({ etag, "cache-control": IMMUTABLE, "x-content-type-options": "nosniff" });
    if (bytes === undefined) return reply.code(304).send();
    return reply.type("application/octet-stream").send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  });

  server.put("/blobs", {
    // Before the body is read: strangers do not get to send one.
    onRequest: async (request, reply) => {
      if (!(await mayUpload(request.headers.authorization ?? ""))) {
        return sendError(reply, 401, "UPLOAD_UNAUTHORIZED", "No token, and no grant that holds");
      }
    },
    handler: async (request, reply) => {
      if (!(request.body instanceof Uint8Array) || request.body.length === 0) {
        return sendError(reply, 400, "BLOB_EMPTY", "There are no bytes");
      }
      const granted = readUploadGrant(request.headers.authorization ?? "");
      if (granted !== undefined && blobUriOf(request.body) !== `ipfs://${granted.cid}`) {
        return sendError(reply, 400, "BLOB_NOT_GRANTED", `These are not the bytes of ${granted.cid}`);
      }
      const uri = await store.put(request.body);
      return reply.code(201).send({ uri, cid: parseBlobReference(uri).cid, size: request.body.length });
    },
  });

  async function mayUpload(authorization: string): Promise<boolean> {
    const token = /^Bearer (.+)$/.exec(authorization)?.[1];
    if (token !== undefined) return (uploads.tokens ?? []).some((known) => isSame(known, token));

    const grant = readUploadGrant(authorization);
    if (grant === undefined) return false;
    const seconds = grant.deadline - now();
    return seconds >= 0 && seconds <= MAX_GRANT_SECONDS && (await uploads.isPublisher?.(grant.signer)) === true;
  }

  server.setNotFoundHandler((_request, reply) => sendError(reply, 404, "NOT_FOUND", "There is nothing here"));
  server.setErrorHandler((error: FastifyError | BaseError, request: FastifyRequest, reply) => {
    if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      return sendError(reply, 413, "BLOB_TOO_LARGE", `A blob has at most ${store.maxBlobBytes} bytes`);
    }
    if (error instanceof BaseError) return sendError(reply, statuses[error.code] ?? 500, error.code, error.message);
    const { statusCode = 500 } = error;
    if (statusCode < 500) return sendError(reply, statusCode, "REQUEST_MALFORMED", error.message);
    logger?.error({ event: "requestFailed", url: request.url, err: error }, "Could not answer");
    return sendError(reply, 500, "INTERNAL", "This store has a problem of its own");
  });

  return { start: () => server.listen({ port, host }), stop: () => server.close() };
}

function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).type("application/json").send({ error: { code, message } });
}

/** In a time that says nothing about the token. */
function isSame(known: string, given: string): boolean {
  const [a, b] = [known, given].map((token) => createHash("sha256").update(token).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}
