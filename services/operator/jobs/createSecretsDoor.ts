import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from "fastify";
import { isHexString, keccak256 } from "ethers";

import { BaseError } from "../../../sdk/errors/baseError.ts";
import type { HomeReference } from "../../../sdk/jobs/homeDomain.ts";
import { isSecretsDelivery } from "../../../sdk/jobs/isSecretsDelivery.ts";
import { openSecrets } from "../../../sdk/jobs/openSecrets.ts";
import { MAX_SEALED_BYTES, SECRETS_HEADERS } from "../../../sdk/jobs/secretsDelivery.ts";
import type { Logger } from "../../logger.ts";
import type { SecretsShelf } from "./createSecretsShelf.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/** A job whose secrets the processor would take. */
export interface ExpectedSecrets {
  /** Address of the only one that may bring them. */
  readonly consumer: string;
  /** Whether its first execution has begun. */
  readonly hasBegun: boolean;
}

/** What a door is made of. */
export interface CreateSecretsDoorParameters {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly home: HomeReference;
  /** Hex, 32 bytes. */
  readonly encryptionSecret: string;
  readonly shelf: SecretsShelf;
  /** The operator. */
  readonly self: () => number;
  readonly expects: (job: string) => ExpectedSecrets | undefined;
  readonly logger: Logger;
}

/** `PUT /jobs/<id>/secrets`, for the consumers of the processor's jobs. */
export interface SecretsDoor {
  /** Resolves with the address it listens on. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

type SecretsRequest = FastifyRequest<{ Params: { job: string } }>;

/** Takes sealed secrets from consumers. Every error is JSON: `{"error":{"code":"SECRETS_LATE","message":"…"}}`. */
export function createSecretsDoor(parameters: CreateSecretsDoorParameters): SecretsDoor {
  const { port, host, home, encryptionSecret, shelf, self, expects, logger } = parameters;
  const server = fastify({
    bodyLimit: MAX_SEALED_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  server.put<{ Params: { job: string } }>("/jobs/:job/secrets", {
    // Before the body is read: nobody sends one for a job that is not here.
    onRequest: async ({ params: { job } }, reply) => {
      const expected = expects(job);
      if (expected === undefined) return sendError(reply, 404, "JOB_UNKNOWN", "This processor has no such job");
      if (expected.hasBegun) return sendError(reply, 409, "SECRETS_LATE", "The first execution has begun");
    },
    handler: take,
  });

  async function take(request: SecretsRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { job } = request.params;
    const { body: sealed } = request;
    const { [SECRETS_HEADERS.issuedAt]: issued, [SECRETS_HEADERS.signature]: signature } = request.headers;
    const isComplete = sealed instanceof Uint8Array && /^\d{1,15}$/.test(String(issued)) && isHexString(signature, 65);
    if (!isComplete) return sendError(reply, 400, "REQUEST_MALFORMED", "Bytes, a time and a signature are needed");

    const issuedAt = BigInt(String(issued));
    const delivery = { job, processor: BigInt(self()), sealedHash: keccak256(sealed), issuedAt };
    const consumer = expects(job)?.consumer ?? "";
    if (!isSecretsDelivery({ delivery, signature, consumer }, home)) {
      return sendError(reply, 401, "SECRETS_UNSIGNED", "The job's consumer has not signed for these secrets");
    }
    if (issuedAt <= (shelf.get(job)?.issuedAt ?? -1n)) {
      return sendError(reply, 409, "SECRETS_STALE", "There are secrets that are as new, or newer");
    }
    openSecrets({ ...home, job, processor: delivery.processor, sealed, secretKey: encryptionSecret });
    shelf.put(job, { sealed, issuedAt });
    logger.info({ event: "secretsTaken", job }, "Took a job's secrets");
    return reply.code(204).send();
  }

  server.setNotFoundHandler((_request, reply) => sendError(reply, 404, "NOT_FOUND", "There is nothing here"));
  server.setErrorHandler((error: FastifyError | BaseError, _request, reply) => {
    if (error instanceof BaseError) return sendError(reply, 400, error.code, error.message);
    const { statusCode = 500 } = error;
    if (statusCode < 500) return sendError(reply, statusCode, "REQUEST_MALFORMED", error.message);
    logger.error({ event: "requestFailed", reason: error.message }, "Could not answer");
    return sendError(reply, 500, "INTERNAL", "This processor has a problem of its own");
  });

  return { start: () => server.listen({ port, host }), stop: () => server.close() };
}

function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).type("application/json").send({ error: { code, message } });
}
