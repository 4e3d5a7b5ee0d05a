import { expect } from "chai";

import { decodePng } from "../../../../sdk/inference/images/decodePng.ts";
import type { ModelId } from "../../../../sdk/inference/models/modelId.ts";
import { encodeParameters } from "../../../../sdk/inference/parameters/encodeParameters.ts";
import type { ImageParameters, TextParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import { packResult } from "../../../../sdk/inference/results/packResult.ts";
import { unpackResult } from "../../../../sdk/inference/results/unpackResult.ts";
import { compareScores } from "../../../../sdk/inference/scores/compareScores.ts";
import { computeScore } from "../../../../sdk/inference/scores/computeScore.ts";
import { createImageExecutor } from "../../../../services/operator/inference/executors/createImageExecutor.ts";
import { createTextExecutor } from "../../../../services/operator/inference/executors/createTextExecutor.ts";
import { MisconfiguredError } from "../../../../services/operator/inference/executors/misconfiguredError.ts";
import type { Tensor } from "../../../../services/operator/inference/tensors/tensor.ts";
import { writeTensorFile } from "../../../../services/operator/inference/tensors/writeTensorFile.ts";
import { changeModel, loadModel, modelsById, type NamedModel, nameModel } from "../../../helpers/inference.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";

const imageModel = loadModel("imageBase");
const textModel = loadModel("textBase");
const image: ImageParameters = { kind: "image", baseModel: imageModel.id, label: 7, seed: 42, numImages: 3 };
const text: TextParameters = {
  kind: "text",
  baseModel: textModel.id,
  prompt: "Call me Ishmael. ",
  seed: 42,
  numLetters: 80,
  temperature: 500,
};

const executors = { image: createImageExecutor(), text: createTextExecutor() };
const execute = (task: ImageParameters | TextParameters, models: readonly NamedModel[], signal?: AbortSignal) =>
  executors[task.kind].execute(encodeParameters(task), modelsById(...models), signal);

/** How much is drawn, in grey levels. */
const inkOf = (bytes: Uint8Array) => decodePng(bytes).pixels.reduce((sum, pixel) => sum + pixel, 0);

/** An adapter that adds one constant times another to each weight of a layer. */
function adapterOf(kind: string, name: string, rows: number, columns: number, rank = 1): NamedModel {
  const architecture = kind === "image" ? "digit-decoder-1" : "letter-model-1";
  const table = (shape: [number, number], value: number): Tensor => ({
    type: "F32",
    shape,
    values: new Float32Array(shape[0] * shape[1]).fill(value),
  });
  const tensors = new Map([
    [`${name}.up`, table([rows, 1], 0.2)],
    [`${name}.down`, table([rank, columns], 0.3)],
  ]);
  return nameModel(writeTensorFile({ metadata: { kind, role: "adapter", architecture }, tensors }));
}

describe("The image executor", () => {
  it("draws as many pictures as the task says, and no two alike", async () => {
    const { files } = await execute(image, [imageModel]);

    expect(files.map(({ name }) => name)).to.deep.equal(["image-00.png", "image-01.png", "image-02.png"]);
    expect(new Set(files.map(({ bytes }) => Buffer.from(bytes).toString("hex")))).to.have.lengthOf(3);
    for (const { bytes } of files) expect(decodePng(bytes)).to.include({ width: 28, height: 28 });
  });

  it("gives the score that the application computes from what it unpacks", async () => {
    const { files, score } = await execute(image, [imageModel]);

    expect(computeScore("image", unpackResult(packResult(files)))).to.deep.equal(score);
    expect(score).to.have.lengthOf(3 * 16);
  });

  it("draws the same again", async () => {
    expect(await execute(image, [imageModel])).to.deep.equal(await execute(image, [imageModel]));
  });

  it("draws the first pictures alike however many follow", async () => {
    const { files } = await execute(image, [imageModel]);
    const more = await execute({ ...image, numImages: 5 }, [imageModel]);

    expect(more.files.slice(0, 3)).to.deep.equal(files);
  });

  it("draws with a broader pen with the adapter for that", async () => {
    const bold = loadModel("imageBold");
    const plain = await execute(image, [imageModel]);
    const styled = await execute({ ...image, adapter: bold.id }, [imageModel, bold]);

    for (const [index, { bytes }] of styled.files.entries()) {
      expect(inkOf(bytes)).to.be.above(1.1 * inkOf(plain.files[index]!.bytes));
    }
    expect(compareScores("image", plain.score, styled.score)).to.equal(false);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");

    expect(await rejectionOf(execute(image, [imageModel], AbortSignal.abort(reason)))).to.equal(reason);
  });
});

describe("The text executor", () => {
  it("writes as many letters as the task says", async () => {
    const { files } = await execute(text, [textModel]);
    const response = JSON.parse(new TextDecoder().decode(files[0]!.bytes)) as { text: string; strength: number };

    expect(files.map(({ name }) => name)).to.deep.equal(["response.json"]);
    expect(response.text).to.match(/^[ a-z.,;:!?'"()-]{80}$/);
    expect(response.strength).to.satisfy(Number.isSafeInteger);
  });

  it("gives the score that the application computes from what it unpacks", async () => {
    const { files, score } = await execute(text, [textModel]);

    expect(computeScore("text", unpackResult(packResult(files)))).to.deep.equal(score);
    expect(score).to.have.lengthOf(32);
  });

  it("minds no seed when the likeliest letter always follows", async () => {
    const sober = { ...text, temperature: 0 };

    expect(await execute({ ...sober, seed: 1 }, [textModel])).to.deep.equal(await execute(sober, [textModel]));
  });

  it("writes words that the novel has", async () => {
    const { files } = await execute({ ...text, temperature: 0, numLetters: 200 }, [textModel]);
    const words = new TextDecoder().decode(files[0]!.bytes).match(/\b(the|of|and|ship|whale|sea|was)\b/g) ?? [];

    expect(words.length).to.be.above(10);
  });

  it("stops when it is told to", async () => {
    const reason = new Error("enough");

    expect(await rejectionOf(execute(text, [textModel], AbortSignal.abort(reason)))).to.equal(reason);
  });
});

describe("A misconfigured task", () => {
  const imageAdapter = adapterOf("image", "draw.weight", 784, 256);
  const textAdapter = adapterOf("text", "output.weight", 38, 256);
  const drop = (name: string) =>
    changeModel(imageModel, ({ tensors }) => ({ tensors: new Map([...tensors].filter(([other]) => other !== name)) }));
  const replace = (base: NamedModel, name: string, tensor: Tensor) =>
    changeModel(base, ({ tensors }) => ({ tensors: new Map(tensors).set(name, tensor) }));
  const rename = (metadata: Record<string, string>) => changeModel(imageModel, () => ({ metadata }));
  const noise = nameModel(Buffer.from("no model at all"));
  const wrongShape = adapterOf("image", "draw.weight", 784, 255);
  const wrongRank = adapterOf("image", "draw.weight", 784, 256, 2);
  const wrongName = adapterOf("image", "paint.weight", 784, 256);
  const bytes: Tensor = { type: "I8", shape: [784], values: new Int8Array(784) };
  const blind: Tensor = { type: "I8", shape: [0, 38, 256], values: new Int8Array(0) };
  const certain: Tensor = { type: "F32", shape: [128, 10], values: new Float32Array(1_280) };

  const tasks: [what: string, task: ImageParameters | TextParameters, models: NamedModel[], reason: string][] = [
    ["an image model for text", { ...text, baseModel: imageModel.id }, [imageModel], "is image, not text"],
    ["a text model for images", { ...image, baseModel: textModel.id }, [textModel], "is text, not image"],
    [
      "an image model with a text adapter",
      withAdapter(image, textAdapter),
      [imageModel, textAdapter],
      "is text, not image",
    ],
    [
      "a text model with an image adapter",
      withAdapter(text, imageAdapter),
      [textModel, imageAdapter],
      "is image, not text",
    ],
    [
      "an adapter for weights that are whole numbers",
      withAdapter(text, textAdapter),
      [textModel, textAdapter],
      "output.weight, which cannot be changed so",
    ],
    [
      "an adapter of another shape",
      withAdapter(image, wrongShape),
      [imageModel, wrongShape],
      "draw.weight has another shape",
    ],
    [
      "an adapter of two ranks",
      withAdapter(image, wrongRank),
      [imageModel, wrongRank],
      "draw.weight has another shape",
    ],
    ["an adapter for another layer", withAdapter(image, wrongName), [imageModel, wrongName], "changes paint.weight"],
    ["an adapter as its base model", { ...image, baseModel: imageAdapter.id }, [imageAdapter], "is adapter, not base"],
    ["a base model as its adapter", withAdapter(image, imageModel), [imageModel], "is base, not adapter"],
    [
      "a model of another architecture",
      ...based(rename({ kind: "image", role: "base", architecture: "unet-2" })),
      "is unet-2, not digit-decoder-1",
    ],
    ["a model that says nothing of itself", ...based(rename({})), "the kind of the model"],
    ["a model without a tensor", ...based(drop("draw.bias")), "the model has no draw.bias"],
    [
      "a model with a tensor of another shape",
      ...based(replace(imageModel, "draw.bias", { ...bytes, shape: [28, 28] })),
      "draw.bias is 28 by 28",
    ],
    ["a model with a tensor of another type", ...based(replace(imageModel, "draw.bias", bytes)), "draw.bias holds I8"],
    [
      "a model that leaves nothing to chance",
      ...based(replace(imageModel, "first.weight", certain)),
      "leaves nothing to chance",
    ],
    [
      "a model that looks at no letters",
      ...basedText(replace(textModel, "context.weight", blind)),
      "looks at no letters",
    ],
    ["a file that is no model", ...based(noise), "cannot be read: its header has"],
    ["a model that nobody brought", image, [], "is not among those of the task"],
  ];

  for (const [what, task, models, reason] of tasks) {
    it(`is told from its models when it has ${what}`, async () => {
      const failure = await rejectionOf(execute(task, models));

      expect(failure).to.be.instanceOf(MisconfiguredError).that.includes({ code: "TASK_MISCONFIGURED" });
      expect((failure as MisconfiguredError).reason).to.include(reason);
    });
  }

  it("is told from parameters that are malformed", async () => {
    const failure = await rejectionOf(executors.image.execute(Buffer.from("{}"), new Map()));

    expect(failure).to.be.instanceOf(MisconfiguredError);
    expect((failure as MisconfiguredError).reason).to.include('The parameter "kind"');
  });

  it("is told from parameters of another kind", async () => {
    const failure = await rejectionOf(executors.text.execute(encodeParameters(image), modelsById(imageModel)));

    expect(failure).to.be.instanceOf(MisconfiguredError).that.includes({ reason: "its kind is image, not text" });
  });

  function withAdapter<Task extends ImageParameters | TextParameters>(task: Task, { id }: { id: ModelId }): Task {
    return { ...task, adapter: id };
  }

  function based(model: NamedModel): [ImageParameters, NamedModel[]] {
    return [{ ...image, baseModel: model.id }, [model]];
  }

  function basedText(model: NamedModel): [TextParameters, NamedModel[]] {
    return [{ ...text, baseModel: model.id }, [model]];
  }
});
