import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import fastify from "fastify";

import { isModelId } from "../../../../sdk/inference/models/isModelId.ts";
import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";

const FILE_ENDING = ".safetensors";
/** A model is what its id says, for ever. */
const IMMUTABLE = "public, max-age=31536000, immutable";

/** Which models to serve, and where. */
export interface CreateModelServerParameters {
  /** A folder of `.safetensors` files. */
  readonly dir: string;
  /** Any free port by default. */
  readonly port?: number;
  /** The address to listen on; this machine alone by default. */
  readonly host?: string;
}

/** `GET` and `HEAD /models/<id>`, where the id is SHA-256 of the file, and `GET /models` for all of them. */
export interface ModelServer {
  /** Reads the folder once. Resolves with the address it listens on. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

interface ServedModel {
  readonly id: ModelId;
  readonly path: string;
  readonly bytes: number;
}

/** Serves models by what is in them, as streams. */
export function createModelServer({ dir, port = 0, host = "127.0.0.1" }: CreateModelServerParameters): ModelServer {
  const models = new Map<ModelId, ServedModel>();
  const server = fastify({ forceCloseConnections: true });

  server.get("/models", async () => [...models.values()].map(({ id, bytes }) => ({ id, bytes })));

  server.get<{ Params: { id: string } }>("/models/:id", async ({ params: { id } }, reply) => {
    const model = isModelId(id) ? models.get(id) : undefined;
    if (model === undefined) {
      const error = isModelId(id)
        ? { code: "MODEL_MISSING", message: "This server does not have it" }
        : { code: "MODEL_ID_MALFORMED", message: "An id is 0x and 64 small hexadecimal digits" };
      return reply.code(isModelId(id) ? 404 : 400).send({ error });
    }
    reply.headers({ etag: `"${id}"`, "cache-control": IMMUTABLE, "x-content-type-options": "nosniff" });
    reply.header("content-length", model.bytes).type("application/octet-stream");
    return reply.send(createReadStream(model.path));
  });

  return {
    async start() {
      models.clear();
      for (const name of await readdir(dir)) {
        if (!name.endsWith(FILE_ENDING)) continue;
        const model = await describe(join(dir, name));
        models.set(model.id, model);
      }
      return server.listen({ port, host });
    },
    stop: () => server.close(),
  };
}

async function describe(path: string): Promise<ServedModel> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const { size } = await stat(path);
  return { id: `0x${hash.digest("hex")}`, path, bytes: size };
}
