import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import {
  createModelCache,
  type CreateModelCacheParameters,
} from "../../../../services/operator/inference/models/createModelCache.ts";
import {
  createModelServer,
  type ModelServer,
} from "../../../../services/operator/inference/models/createModelServer.ts";
import { defaults } from "../../../helpers/defaults.ts";
import { freePort } from "../../../helpers/freePort.ts";
import { nameModel } from "../../../helpers/inference.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";
import { type HostileServer, serveHostile } from "../../../helpers/serveHostile.ts";

const [first, second, third] = ["first", "second", "third"].map((words) => nameModel(Buffer.alloc(3_000, words))) as [
  ReturnType<typeof nameModel>,
  ReturnType<typeof nameModel>,
  ReturnType<typeof nameModel>,
];
const unknown = nameModel(Buffer.from("unknown"));

describe("Models by id", () => {
  let folder: string;
  let server: ModelServer;
  let honest: string;
  let hostile: HostileServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "muster-models-"));
    const dir = await mkdtemp(join(folder, "served-"));
    for (const [index, { bytes }] of [first, second, third].entries()) {
      await writeFile(join(dir, `${index}.safetensors`), bytes);
    }
    await writeFile(join(dir, "notes.txt"), "no model");
    server = createModelServer({ dir });
    honest = await server.start();
    hostile = await serveHostile();
  });

  after(async () => {
    await server.stop();
    await hostile.stop();
    await rm(folder, { recursive: true });
  });

  /** A cache in a new folder, which hurries. */
  async function cacheOf(servers: readonly string[], changes: Partial<CreateModelCacheParameters> = {}) {
    const dir = changes.dir ?? (await mkdtemp(join(folder, "cache-")));
    const { patientMs: downloadTimeoutMs, hurriedMs: idleMs, maxBlobBytes: maxBytes } = defaults;
    const cache = createModelCache({ dir, servers, downloadTimeoutMs, idleMs, maxBytes, delayOf: () => 1, ...changes });
    return { ...cache, dir };
  }

  describe("The server", () => {
    it("gives a model by its id, for ever", async () => {
      const answer = await fetch(`${honest}/models/${first.id}`);

      expect(Buffer.from(await answer.arrayBuffer())).to.deep.equal(first.bytes);
      expect(answer.headers.get("content-length")).to.equal("3000");
      expect(answer.headers.get("cache-control")).to.include("immutable");
    });

    it("tells the length of a model to who asks for that alone", async () => {
      const answer = await fetch(`${honest}/models/${first.id}`, { method: "HEAD" });

      expect(answer.headers.get("content-length")).to.equal("3000");
    });

    it("lists its models, and no other files", async () => {
      const list = (await (await fetch(`${honest}/models`)).json()) as { id: ModelId; bytes: number }[];

      expect(list).to.have.deep.members([first, second, third].map(({ id }) => ({ id, bytes: 3_000 })));
    });

    for (const [what, path, status, code] of [
      ["a model that it has not", unknown.id, 404, "MODEL_MISSING"],
      ["a file's name", "0.safetensors", 400, "MODEL_ID_MALFORMED"],
      ["a way out of its folder", "..%2F..%2Fetc%2Fpasswd", 400, "MODEL_ID_MALFORMED"],
    ] as const) {
      it(`answers ${status} to ${what}`, async () => {
        const answer = await fetch(`${honest}/models/${path}`);

        expect(answer.status).to.equal(status);
        expect(await answer.json())
          .to.have.nested.property("error.code")
          .that.equals(code);
      });
    }
  });

  describe("The cache", () => {
    it("fetches a model once, and then has it on disk", async () => {
      const { get, list } = await cacheOf([`${hostile.of("error")}`, `${honest}/`]);
      const asked = hostile.asked();

      expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      expect(hostile.asked() - asked).to.equal(1);
      expect(await list()).to.deep.equal([first.id]);
    });

    it("has a model after a restart, although no server is there any more", async () => {
      const { dir, get } = await cacheOf([honest]);
      await get(first.id);
      const restarted = await cacheOf([], { dir });

      expect(Buffer.from(await restarted.get(first.id))).to.deep.equal(first.bytes);
    });

    it("fetches a model once for two who ask at the same time", async () => {
      const counting = await serveCounting(first.bytes, 0);
      const { get } = await cacheOf([counting.address]);

      expect(await Promise.all([get(first.id), get(first.id)])).to.deep.equal([first.bytes, first.bytes]);
      expect(counting.asked()).to.equal(1);
      await counting.stop();
    });

    it("fetches a model again that was altered on disk", async () => {
      const { dir, get } = await cacheOf([honest]);
      await get(first.id);
      await writeFile(join(dir, `${first.id}.safetensors`), "altered");

      expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      expect(await readFile(join(dir, `${first.id}.safetensors`))).to.deep.equal(first.bytes);
    });

    it("drops the model that was used longest ago when there are too many", async () => {
      const { dir, get, list } = await cacheOf([honest], { maxBytes: 7_000 });
      await get(first.id);
      await get(second.id);
      await utimes(join(dir, `${first.id}.safetensors`), 2, 2);
      await utimes(join(dir, `${second.id}.safetensors`), 1, 1);
      await get(third.id);

      expect(await list()).to.have.members([first.id, third.id]);
    });

    for (const hostility of ["hang", "stall", "error", "redirect", "disconnect"] as const) {
      it(`gets a model from the next server when one answers with ${hostility}`, async () => {
        const { get } = await cacheOf([hostile.of(hostility), honest]);

        expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      });

      it(`tries again until the time is over when the only server answers with ${hostility}`, async () => {
        const { dir, get } = await cacheOf([hostile.of(hostility)], { downloadTimeoutMs: 3 * defaults.hurriedMs });
        const asked = hostile.asked();

        expect(await rejectionOf(get(first.id))).to.include({
          code: "MODEL_DOWNLOAD_TIMEOUT",
          model: first.id,
          timeoutMs: 3 * defaults.hurriedMs,
        });
        expect(hostile.asked() - asked).to.be.above(1);
        expect(await readdir(dir)).to.deep.equal([]);
      });
    }

    it("gets a model from a server that is in trouble at first", async () => {
      const troubled = await serveCounting(first.bytes, 3);
      const { get } = await cacheOf([troubled.address], { idleMs: defaults.patientMs });

      expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      expect(troubled.asked()).to.equal(4);
      await troubled.stop();
    });

    it("gets a model from a server that breaks off in the middle at first", async () => {
      const breaking = await serveCounting(first.bytes, 2, (response) => {
        response.writeHead(200, { "content-length": first.bytes.length }).write(first.bytes.subarray(0, 1_000));
        setImmediate(() => response.destroy());
      });
      const { get } = await cacheOf([breaking.address]);

      expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      await breaking.stop();
    });

    it("waits longer after each round that failed", async () => {
      const troubled = await serveCounting(first.bytes, 3);
      const failures: number[] = [];
      const delayOf = (count: number) => failures.push(count);
      const { get } = await cacheOf([troubled.address], { delayOf, idleMs: defaults.patientMs });
      await get(first.id);

      expect(failures).to.deep.equal([1, 2, 3]);
      await troubled.stop();
    });

    it("tries again when nobody listens", async () => {
      const away = `http://127.0.0.1:${await freePort()}`;
      const { get } = await cacheOf([away], { downloadTimeoutMs: defaults.hurriedMs });

      expect(await rejectionOf(get(first.id))).to.include({ code: "MODEL_DOWNLOAD_TIMEOUT" });
    });

    it("says that a model is invalid when every server says 404", async () => {
      const { get } = await cacheOf([honest, honest]);

      expect(await rejectionOf(get(unknown.id))).to.include({
        code: "MODEL_INVALID",
        model: unknown.id,
        reason: `${honest} answers 404; ${honest} answers 404`,
      });
    });

    for (const [hostility, reason] of [
      ["other", "gives 0x"],
      ["garbage", "gives 0x"],
      ["empty", "gives 0x"],
      ["huge", `gives more than ${defaults.maxBlobBytes} bytes`],
      ["boast", `gives more than ${defaults.maxBlobBytes} bytes`],
    ] as const) {
      it(`says that a model is invalid when the only server answers with ${hostility}`, async () => {
        const { dir, get } = await cacheOf([hostile.of(hostility)]);
        const asked = hostile.asked();
        const failure = await rejectionOf(get(first.id));

        expect(failure).to.include({ code: "MODEL_INVALID", model: first.id });
        expect((failure as { reason: string }).reason).to.include(reason);
        expect(hostile.asked() - asked).to.equal(1);
        expect(await readdir(dir)).to.deep.equal([]);
      });

      it(`gets a model from the next server when one answers with ${hostility}`, async () => {
        const { get } = await cacheOf([hostile.of(hostility), honest]);

        expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
      });
    }

    it("does not call a model invalid while one server is in trouble", async () => {
      const { get } = await cacheOf([honest, hostile.of("error")], { downloadTimeoutMs: defaults.hurriedMs });

      expect(await rejectionOf(get(unknown.id))).to.include({
        code: "MODEL_DOWNLOAD_TIMEOUT",
        reason: `${hostile.of("error")} answers 500`,
      });
    });

    it("says that a model is invalid when it is larger than all that it keeps", async () => {
      const { get } = await cacheOf([honest], { maxBytes: 2_999 });

      expect(await rejectionOf(get(first.id))).to.include({ code: "MODEL_INVALID" });
    });

    it("stops waiting when it is told to, and still gets the model for the next who asks", async () => {
      const { get } = await cacheOf([hostile.of("stall"), honest]);
      const reason = new Error("enough");
      const stop = new AbortController();
      const asking = get(first.id, stop.signal);
      stop.abort(reason);

      expect(await rejectionOf(asking)).to.equal(reason);
      expect(Buffer.from(await get(first.id))).to.deep.equal(first.bytes);
    });
  });
});

/** A server that fails so many times, and then gives one model to all. */
async function serveCounting(
  bytes: Uint8Array,
  failures: number,
  fail: (response: ServerResponse) => void = (response) => void response.writeHead(503).end(),
) {
  let count = 0;
  const server = createServer((_request, response) => {
    if (++count <= failures) fail(response);
    else response.writeHead(200).end(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => count,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
