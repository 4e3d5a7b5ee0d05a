import EventEmitter, { once } from "node:events";

import { expect } from "chai";
import { hexlify, toUtf8Bytes, toUtf8String, Wallet } from "ethers";
import memory from "unstorage/drivers/memory";

import type { Execute, ValidationTask, Validate } from "../../../services/avs-kit/avs.ts";
import { AvsError } from "../../../services/avs-kit/avsError.ts";
import { createExecutionService } from "../../../services/avs-kit/createExecutionService.ts";
import type { AvsService, ServiceOptions } from "../../../services/avs-kit/createServiceServer.ts";
import { createValidationService } from "../../../services/avs-kit/createValidationService.ts";
import { MAX_INLINE_BYTES } from "../../../services/avs-kit/dataReference.ts";
import { blobUriOf } from "../../../services/store/blobUriOf.ts";
import { createBlobStore } from "../../../services/store/createBlobStore.ts";
import { createRelayStore } from "../../../services/store/createRelayStore.ts";
import { defaults } from "../../helpers/defaults.ts";
import { postJson } from "../../helpers/postJson.ts";
import { recordLogger } from "../../helpers/recordLogger.ts";
import { serveHostile } from "../../helpers/serveHostile.ts";

const PERFORMER = new Wallet(`0x${"11".repeat(32)}`).address;
const ID = 7;
const LARGE = Buffer.alloc(MAX_INLINE_BYTES + 1, "large");
const INLINE = Buffer.alloc(MAX_INLINE_BYTES, "small");
const hexOf = (text: string) => hexlify(toUtf8Bytes(text));

describe("services of an AVS", () => {
  const running: AvsService[] = [];

  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.stop()));
  });

  async function started(service: AvsService): Promise<string> {
    running.push(service);
    return service.start();
  }

  describe("createExecutionService", () => {
    type Options = ServiceOptions & { store?: ReturnType<typeof createBlobStore> };

    async function executing(execute: Execute, options: Options = {}) {
      const url = await started(createExecutionService({ execute, ...options }));
      return (body: unknown, type?: string) => postJson(`${url}/task/execute`, body, type);
    }

    it("answers in the wire format with what the author returns", async () => {
      const execute = await executing(async () => ({ proofOfTask: "proof", data: "0xABCD" }));

      expect(await execute({ taskDefinitionId: ID })).to.deep.equal({
        status: 200,
        body: { data: { proofOfTask: "proof", data: "0xabcd", taskDefinitionId: ID }, error: false, message: null },
      });
    });

    it("answers with empty data when there is none", async () => {
      const execute = await executing(async () => ({ proofOfTask: "proof" }));

      expect((await execute({ taskDefinitionId: ID })).body.data).to.include({ data: "0x" });
    });

    it("gives the author everything else in the request", async () => {
      const execute = await executing(async ({ taskDefinitionId, input }) => ({
        proofOfTask: JSON.stringify([taskDefinitionId, input]),
      }));
      const { body } = await execute({ taskDefinitionId: ID, symbol: "GOOG", nested: { a: [1] } });

      expect(body.data).to.include({ proofOfTask: '[7,{"symbol":"GOOG","nested":{"a":[1]}}]' });
    });

    it("leaves data of 4 KiB where it is", async () => {
      const execute = await executing(async () => ({ proofOfTask: "proof", data: INLINE }));

      expect((await execute({ taskDefinitionId: ID })).body.data).to.include({ data: hexlify(INLINE) });
    });

    it("puts larger data into the store, and answers with its name", async () => {
      const store = createBlobStore({ driver: memory() });
      const execute = await executing(async () => ({ proofOfTask: "proof", data: LARGE }), { store });
      const { body } = await execute({ taskDefinitionId: ID });
      const reference = toUtf8String((body.data as { data: string }).data);

      expect(reference).to.equal(blobUriOf(LARGE));
      expect(Buffer.from(await store.get(reference))).to.deep.equal(LARGE);
    });

    it("answers with an error for larger data without a store", async () => {
      const execute = await executing(async () => ({ proofOfTask: "proof", data: LARGE }));

      expect(await execute({ taskDefinitionId: ID }))
        .to.deep.include({ status: 500 })
        .and.to.have.nested.include({
          "body.code": "STORE_MISSING",
        });
    });

    it("answers with what an author says is wrong", async () => {
      const execute = await executing(async () => {
        throw new AvsError("TOO_FEW_FEEDS", "1 of 3 feeds answers");
      });

      expect(await execute({ taskDefinitionId: ID })).to.deep.equal({
        status: 500,
        body: { data: {}, error: true, message: "1 of 3 feeds answers", code: "TOO_FEW_FEEDS" },
      });
    });

    it("keeps the words of other errors in the log", async () => {
      const log = recordLogger();
      const failure = new Error("https://node.example/v1/secret-key is away");
      const execute = await executing(() => Promise.reject(failure), { logger: log.logger });
      const { status, body } = await execute({ taskDefinitionId: ID });

      expect([status, body]).to.deep.equal([
        500,
        { data: {}, error: true, message: "This service failed; its log says why", code: "SERVICE_FAILED" },
      ]);
      expect(log.of("answerFailed").map(({ err }) => err)).to.deep.equal([failure]);
    });

    it("answers with an error when the author returns no proof", async () => {
      const execute = await executing((async () => ({})) as unknown as Execute);

      expect((await execute({ taskDefinitionId: ID })).body).to.include({ error: true, code: "OUTCOME_MALFORMED" });
    });

    it("answers with an error when the author takes too long, and tells the author", async () => {
      let isAborted = false;
      const hang: Execute = ({ signal }) =>
        new Promise(() => signal.addEventListener("abort", () => (isAborted = true)));
      const execute = await executing(hang, { timeoutMs: defaults.hurriedMs });
      const { status, body } = await execute({ taskDefinitionId: ID });

      expect([status, body.code, isAborted]).to.deep.equal([500, "SERVICE_TIMEOUT", true]);
    });

    it("turns away more than it bears", async () => {
      const gate = new EventEmitter();
      const begun = once(gate, "begun");
      const wait: Execute = async () => {
        gate.emit("begun");
        await once(gate, "opened");
        return { proofOfTask: "proof" };
      };
      const execute = await executing(wait, { maxConcurrent: 1 });
      const first = execute({ taskDefinitionId: ID });
      await begun;
      const second = await execute({ taskDefinitionId: ID });
      gate.emit("opened");

      expect([second.status, second.body.code, (await first).status]).to.deep.equal([503, "SERVICE_BUSY", 200]);
    });

    const malformed: [what: string, body: unknown, status: number, code: string][] = [
      ["no task definition", {}, 400, "REQUEST_MALFORMED"],
      ["a task definition in words", { taskDefinitionId: "7" }, 400, "REQUEST_MALFORMED"],
      ["a task definition above uint16", { taskDefinitionId: 65_536 }, 400, "REQUEST_MALFORMED"],
      ["a negative task definition", { taskDefinitionId: -1 }, 400, "REQUEST_MALFORMED"],
      ["a list", [], 400, "REQUEST_MALFORMED"],
      ["half a JSON", '{"taskDefinitionId":', 400, "FST_ERR_CTP_INVALID_JSON_BODY"],
      ["too many bytes", { taskDefinitionId: ID, a: "a".repeat(2_000) }, 413, "FST_ERR_CTP_BODY_TOO_LARGE"],
    ];

    for (const [what, body, status, code] of malformed) {
      it(`answers ${status} to a request with ${what}`, async () => {
        const execute = await executing(async () => ({ proofOfTask: "proof" }), { maxBodyBytes: 1_000 });
        const answer = await execute(body);

        expect([answer.status, answer.body.code, answer.body.error, answer.body.data]).to.deep.equal([
          status,
          code,
          true,
          {},
        ]);
      });
    }

    it("takes nothing but JSON, so that no web page can post to it", async () => {
      const execute = await executing(async () => ({ proofOfTask: "proof" }));

      expect((await execute({ taskDefinitionId: ID }, "text/plain")).status).to.equal(415);
    });
  });

  describe("createValidationService", () => {
    const task = { proofOfTask: "proof", data: "0xabcd", taskDefinitionId: ID, performer: PERFORMER };

    type Options = ServiceOptions & { store?: Parameters<typeof createValidationService>[0]["store"] };

    async function validating(validate: Validate, options: Options = {}) {
      const url = await started(createValidationService({ validate, ...options }));
      return (body: unknown) => postJson(`${url}/task/validate`, body);
    }

    for (const isRight of [true, false]) {
      it(`answers in the wire format that the work is ${isRight ? "right" : "wrong"}`, async () => {
        const validate = await validating(async () => isRight);

        expect(await validate(task)).to.deep.equal({
          status: 200,
          body: { data: isRight, error: false, message: null },
        });
      });
    }

    it("gives the author the task, with the performer's checksum", async () => {
      const seen: Partial<ValidationTask>[] = [];
      const validate = await validating(async ({ signal: _signal, ...fields }) => {
        seen.push(fields);
        return true;
      });
      await validate({ ...task, performer: PERFORMER.toLowerCase() });

      expect(seen).to.deep.equal([task]);
    });

    it("answers with an error and never with false when the author throws", async () => {
      const validate = await validating(() => Promise.reject(new Error("the node is away")));

      expect(await validate(task))
        .to.deep.include({ status: 500 })
        .and.to.have.nested.include({
          "body.error": true,
          "body.code": "SERVICE_FAILED",
        });
    });

    it("answers with an error when the author returns what is no boolean", async () => {
      const validate = await validating((async () => ({ result: false })) as unknown as Validate);

      expect((await validate(task)).body).to.deep.include({ data: {}, error: true, code: "VERDICT_MALFORMED" });
    });

    describe("given data by reference", () => {
      const byReference = { ...task, data: hexOf(blobUriOf(LARGE)) };
      const isLarge: Validate = async ({ data }) => data === hexlify(LARGE);

      it("gives the author the bytes behind it", async () => {
        const store = createBlobStore({ driver: memory() });
        await store.put(LARGE);
        const validate = await validating(isLarge, { store });

        expect((await validate(byReference)).body.data).to.equal(true);
      });

      it("answers with an error when they are missing", async () => {
        const validate = await validating(isLarge, { store: createBlobStore({ driver: memory() }) });

        expect(await validate(byReference))
          .to.deep.include({ status: 500 })
          .and.to.have.nested.include({
            "body.code": "BLOB_MISSING",
          });
      });

      it("answers with an error when they are altered", async () => {
        const hostile = await serveHostile();
        const store = createRelayStore({
          sources: [hostile.of("other")],
          maxBytes: defaults.maxBlobBytes,
          timeoutMs: defaults.patientMs,
        });
        const validate = await validating(isLarge, { store });
        const answer = await validate(byReference);
        await hostile.stop();

        expect([answer.status, answer.body.error, answer.body.code]).to.deep.equal([500, true, "BLOB_ALTERED"]);
      });

      it("answers with an error when there is no store", async () => {
        const validate = await validating(isLarge);

        expect((await validate(byReference)).body).to.include({ error: true, code: "STORE_MISSING" });
      });
    });

    it("gives the author text that only looks like a reference", async () => {
      const data = hexOf("ipfs://not-a-cid");
      const validate = await validating(async (given) => given.data === data);

      expect((await validate({ ...task, data })).body.data).to.equal(true);
    });

    const malformed: [field: string, value: unknown][] = [
      ["proofOfTask", 1],
      ["data", "abcd"],
      ["data", "0xabc"],
      ["performer", "0x1234"],
      ["performer", undefined],
    ];

    for (const [field, value] of malformed) {
      it(`answers 400 when ${field} is ${JSON.stringify(value)}`, async () => {
        const validate = await validating(async () => true);

        expect(await validate({ ...task, [field]: value }))
          .to.deep.include({ status: 400 })
          .and.to.have.nested.include({
            "body.code": "REQUEST_MALFORMED",
            "body.error": true,
          });
      });
    }

    it("tells how it is", async () => {
      const url = await started(createValidationService({ validate: async () => true }));
      await postJson(`${url}/task/validate`, task);
      const answer = await fetch(`${url}/health`);

      expect([answer.status, await answer.json()]).to.deep.equal([
        200,
        { status: "ok", running: 0, answered: 1, failed: 0 },
      ]);
    });
  });
});
