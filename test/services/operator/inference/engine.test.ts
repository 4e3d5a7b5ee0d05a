import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import { encodeParameters } from "../../../../sdk/inference/parameters/encodeParameters.ts";
import { modelsOf } from "../../../../sdk/inference/parameters/modelsOf.ts";
import type { ImageParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import { createInferenceEngine } from "../../../../services/operator/inference/createInferenceEngine.ts";
import { createImageExecutor } from "../../../../services/operator/inference/executors/createImageExecutor.ts";
import { createTextExecutor } from "../../../../services/operator/inference/executors/createTextExecutor.ts";
import type { Executor } from "../../../../services/operator/inference/executors/executor.ts";
import { createModelCache } from "../../../../services/operator/inference/models/createModelCache.ts";
import {
  createModelServer,
  type ModelServer,
} from "../../../../services/operator/inference/models/createModelServer.ts";
import { defaults } from "../../../helpers/defaults.ts";
import { loadModel, MODELS_DIR, modelsById } from "../../../helpers/inference.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";
import { type HostileServer, serveHostile } from "../../../helpers/serveHostile.ts";

const model = loadModel("imageBase");
const textModel = loadModel("textBase");
const task: ImageParameters = { kind: "image", baseModel: model.id, label: 3, seed: 1, numImages: 1 };
const missing: ModelId = `0x${"00".repeat(32)}`;

describe("The inference engine", () => {
  let folder: string;
  let server: ModelServer;
  let honest: string;
  let hostile: HostileServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "muster-engine-"));
    server = createModelServer({ dir: MODELS_DIR });
    honest = await server.start();
    hostile = await serveHostile();
  });

  after(async () => {
    await server.stop();
    await hostile.stop();
    await rm(folder, { recursive: true });
  });

  async function engineOf(
    modelServer: string,
    executors: readonly Executor[] = [createImageExecutor(), createTextExecutor()],
    downloadTimeoutMs: number = defaults.patientMs,
  ) {
    const dir = await mkdtemp(join(folder, "cache-"));
    return createInferenceEngine({
      executors,
      models: createModelCache({ dir, servers: [modelServer], downloadTimeoutMs, delayOf: () => 1 }),
    });
  }

  const run = async (parameters: ImageParameters, modelServer = honest) =>
    (await engineOf(modelServer)).run(encodeParameters(parameters), modelsOf(parameters));

  it("computes a task with models from a server", async () => {
    const expected = await createImageExecutor().execute(encodeParameters(task), modelsById(model));

    expect(await run(task)).to.deep.equal({ kind: "done", ...expected });
  });

  it("reports an invalid model when the server has none of that name", async () => {
    const outcome = await run({ ...task, baseModel: missing });

    expect(outcome).to.include({ kind: "error", error: "InvalidModel" });
  });

  it("reports an invalid model when the server gives other bytes", async () => {
    expect(await run(task, hostile.of("other"))).to.include({ kind: "error", error: "InvalidModel" });
  });

  it("aborts a task when the server is in trouble until the time is over", async () => {
    const engine = await engineOf(hostile.of("error"), [createImageExecutor()], defaults.hurriedMs);

    expect(await engine.run(encodeParameters(task), modelsOf(task))).to.deep.equal({
      kind: "aborted",
      error: "ModelDownloadTimeout",
      reason: `The model ${model.id} did not come in ${defaults.hurriedMs} ms: ${hostile.of("error")} answers 500`,
    });
  });

  it("reports a misconfigured task when its models do not fit each other", async () => {
    expect(await run({ ...task, adapter: textModel.id })).to.include({ kind: "error", error: "Misconfigured" });
  });

  it("reports a misconfigured task when its parameters name other models than the chain, and fetches none", async () => {
    const engine = await engineOf(hostile.of("hang"));
    const outcome = await engine.run(encodeParameters(task), [missing]);

    expect(outcome).to.deep.equal({
      kind: "error",
      error: "Misconfigured",
      reason: `The task is misconfigured: it names the models ${model.id}, and on the chain ${missing}`,
    });
  });

  it("reports a misconfigured task when its parameters are malformed", async () => {
    const engine = await engineOf(honest);

    expect(await engine.run(Buffer.from("{}"), [])).to.include({ kind: "error", error: "Misconfigured" });
  });

  it("reports a misconfigured task when nobody computes its kind", async () => {
    const engine = await engineOf(honest, [createTextExecutor()]);

    expect(await engine.run(encodeParameters(task), [model.id])).to.include({
      error: "Misconfigured",
      reason: "The task is misconfigured: nobody here computes image",
    });
  });

  it("reports a failed execution when the executor breaks", async () => {
    const broken: Executor = { kind: "image", execute: () => Promise.reject(new Error("out of memory")) };
    const engine = await engineOf(honest, [broken]);

    expect(await engine.run(encodeParameters(task), [model.id])).to.deep.equal({
      kind: "error",
      error: "ExecutionFailed",
      reason: "out of memory",
    });
  });

  it("rejects when it is told to stop, and reports nothing", async () => {
    const engine = await engineOf(hostile.of("hang"));
    const stop = new AbortController();
    const running = engine.run(encodeParameters(task), [model.id], stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);

    expect(await rejectionOf(running)).to.equal(reason);
  });
});
