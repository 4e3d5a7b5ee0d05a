import { timingSafeEqual } from "node:crypto";

import fastify, { type FastifyError, type FastifyReply, type FastifyRequest } from "fastify";

import type { Logger } from "../../logger.ts";
import { type DescribedError, describeRpcError } from "./describeRpcError.ts";
import { readParams, type ParamReader } from "./readParams.ts";
import { RPC_CODES, RpcError } from "./rpcError.ts";

const DEFAULT_MAX_BODY_BYTES = 64 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_BATCH = 16;
const MAX_CONCURRENT = 64;

/** A method of the interface. */
export interface RpcMethod {
  /** Whether it needs the token, where one is set: it makes the node work. */
  readonly isPrivate?: boolean;
  readonly call: (params: ParamReader) => Promise<unknown> | unknown;
}

/** How the interface listens. */
export interface RpcSettings {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; this machine alone by default. */
  readonly host?: string | undefined;
  /** What private methods need as `Authorization: Bearer …`; everybody may call them without one. */
  readonly token?: string | undefined;
  /** Bytes of the largest request; 64 KiB by default. */
  readonly maxBodyBytes?: number | undefined;
}

/** What a server serves. */
export interface CreateRpcServerParameters extends RpcSettings {
  readonly methods: Readonly<Record<string, RpcMethod>>;
  readonly logger: Logger;
}

/** A JSON-RPC 2.0 server: `POST /`, one request or up to 16. */
export interface RpcServer {
  /** Resolves with the address it listens on. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

interface RpcRequest {
  readonly jsonrpc?: unknown;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

interface RpcAnswer {
  readonly jsonrpc: "2.0";
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: DescribedError;
}

/** `POST /task/execute` with `{taskDefinitionId, …input}` is the method `execute` for who has nothing but curl. */
export function createRpcServer(parameters: CreateRpcServerParameters): RpcServer {
  const { methods, logger, port, host = "127.0.0.1", token } = parameters;
  const { maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = parameters;
  const server = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });
  server.removeContentTypeParser(["text/plain", "application/json"]);
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  let running = 0;

  server.post("/", async (request, reply) => {
    const parsed = parse(request.body);
    const isBatch = Array.isArray(parsed);
    if (isBatch && (parsed.length === 0 || parsed.length > MAX_BATCH)) {
      throw new RpcError(RPC_CODES.request, `A batch has 1 to ${MAX_BATCH} requests`, { requests: parsed.length });
    }
    const answers = await Promise.all((isBatch ? parsed : [parsed]).map((each) => answer(each as RpcRequest, request)));
    return send(reply, 200, isBatch ? answers : answers[0]);
  });

  server.post("/task/execute", async (request, reply) => {
    const { taskDefinitionId, ...input } = Object(parse(request.body)) as Record<string, unknown>;
    const { result, error } = await answer(
      { jsonrpc: "2.0", method: "execute", params: [taskDefinitionId, input] },
      request,
    );
    if (error === undefined) return send(reply, 200, { data: result, error: false, message: null });
    const status = error.code === RPC_CODES.internal ? 500 : 400;
    return send(reply, status, { data: {}, error: true, message: error.message, details: error.data });
  });

  server.setNotFoundHandler((_request, reply) => {
    return send(reply, 404, failure(null, new RpcError(RPC_CODES.request, "There is nothing here")));
  });
  server.setErrorHandler((error: FastifyError | RpcError, _request, reply) => {
    const status = "statusCode" in error ? (error.statusCode ?? 500) : 200;
    const isOurs = error instanceof RpcError || (status < 500 && error.code?.startsWith("FST_"));
    const told = isOurs && !(error instanceof RpcError) ? new RpcError(RPC_CODES.request, error.message) : error;
    return send(reply, status, failure(null, told));
  });

  async function answer(call: RpcRequest, request: FastifyRequest): Promise<RpcAnswer> {
    const id = typeof call?.id === "string" || typeof call?.id === "number" ? call.id : null;
    try {
      return { jsonrpc: "2.0", id, result: (await perform(call, request)) ?? null };
    } catch (error) {
      return failure(id, error);
    }
  }

  async function perform(call: RpcRequest, request: FastifyRequest): Promise<unknown> {
    if (call?.jsonrpc !== "2.0" || typeof call.method !== "string") {
      throw new RpcError(RPC_CODES.request, "A request has jsonrpc 2.0 and a method");
    }
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) {
      const name = call.method.slice(0, 64);
      throw new RpcError(RPC_CODES.method, `There is no method ${name}`, {
        method: name,
        methods: Object.keys(methods),
      });
    }
    if (method.isPrivate && !isAuthorized(request)) throw new RpcError(RPC_CODES.unauthorized, "This needs the token");
    if (running >= MAX_CONCURRENT) throw new RpcError(RPC_CODES.busy, "This node is busy; try again");
    running++;
    try {
      return await method.call(readParams(call.params));
    } finally {
      running--;
    }
  }

  function isAuthorized({ headers }: FastifyRequest): boolean {
    if (token === undefined) return true;
    const [given, needed] = [Buffer.from(headers.authorization ?? ""), Buffer.from(`Bearer ${token}`)];
    return given.length === needed.length && timingSafeEqual(given, needed);
  }

  function failure(id: string | number | null, error: unknown): RpcAnswer {
    const described = describeRpcError(error);
    if (described.code === RPC_CODES.internal) {
      logger.error({ event: "rpcFailed", err: error }, "Could not answer a JSON-RPC request");
    }
    return { jsonrpc: "2.0", id, error: described };
  }

  return { start: () => server.listen({ port, host }), stop: () => server.close() };
}

function parse(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    throw new RpcError(RPC_CODES.parse, "The request is no JSON");
  }
}

function send(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  const text = JSON.stringify(body, (_key, value) => (typeof value === "bigint" ? value.toString() : value) as unknown);
  return reply.code(status).type("application/json").send(text);
}
