import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { readTensorFile } from "../../services/operator/inference/tensors/readTensorFile.ts";
import type { Tensor } from "../../services/operator/inference/tensors/tensor.ts";
import { createDenseLayer } from "./createDenseLayer.ts";
import { createRandom } from "./createRandom.ts";
import { drawNormal } from "./drawNormal.ts";
import { saveModel } from "./saveModel.ts";

/**
 * Trains an adapter of low rank (Hu and others, 2021) for the image model: with it, the same digits are drawn with a
 * broader pen. It learns from what the image model itself draws, made bolder.
 */
const SEED = 784;
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const RANK = 4;
const BATCH = 32;
const STEPS = 400;
const REPORT_EVERY = 100;
const RATE = 1e-2;

const random = createRandom(SEED);
const { tensors } = readTensorFile(new Uint8Array(await readFile(join("models", "imageBase.safetensors"))));
const [first, second, draw] = [readLayer("first"), readLayer("second"), readLayer("draw")];
const down = createDenseLayer(draw.inputs, RANK, 1, random);
const up = createDenseLayer(RANK, PIXELS, 0, random);

let sum = 0;
for (let step = 1; step <= STEPS; step++) {
  sum += learn();
  if (step % REPORT_EVERY === 0) {
    console.log(`Step ${step} of ${STEPS}: loss ${(sum / REPORT_EVERY).toFixed(2)} nats`);
    sum = 0;
  }
}
await saveModel(
  "imageBold",
  {
    metadata: { architecture: "digit-decoder-1", kind: "image", role: "adapter" },
    tensors: new Map<string, Tensor>([
      ["draw.weight.up", { type: "BF16", shape: [PIXELS, RANK], values: up.weights }],
      ["draw.weight.down", { type: "BF16", shape: [RANK, draw.inputs], values: down.weights }],
    ]),
  },
  "imageBase.safetensors",
);

/** A layer of the image model, which does not learn any more. */
function readLayer(name: string) {
  const [weights, bias] = [tensors.get(`${name}.weight`)!, tensors.get(`${name}.bias`)!];
  const [outputs = 0, inputs = 0] = weights.shape;
  const layer = createDenseLayer(inputs, outputs, 0, random);
  layer.weights.set(weights.values);
  layer.bias.set(bias.values);
  return layer;
}

/** One step of learning. @returns Nats a picture. */
function learn(): number {
  const code = Float32Array.from({ length: BATCH * first.inputs }, (_, index) => {
    const [row, column] = [Math.floor(index / first.inputs), index % first.inputs];
    const latent = first.inputs - CLASSES;
    return column < latent ? drawNormal(random) : Number(column - latent === row % CLASSES);
  });
  const shapes = rectify(second.forward(rectify(first.forward(code, BATCH)), BATCH));
  const plain = draw.forward(shapes, BATCH);
  const wanted = plain.map(squash).map((_, index, pixels) => boldAt(pixels, index));

  const inner = down.forward(shapes, BATCH);
  const change = up.forward(inner, BATCH);
  const drawn = plain.map((value, index) => squash(value + change[index]!));
  const slope = drawn.map((value, index) => (value - wanted[index]!) / BATCH);
  up.learn(inner, slope, BATCH);
  down.learn(shapes, up.backward(slope, BATCH), BATCH);
  for (const layer of [up, down]) {
    layer.step(RATE);
    // A product of two tables has no bias.
    layer.bias.fill(0);
  }
  return drawn.reduce((loss, value, index) => loss + surprise(value, wanted[index]!), 0) / BATCH;
}

/** The brightest of a pixel and the four beside it. */
function boldAt(pixels: Float32Array, index: number): number {
  const place = index % PIXELS;
  const [x, y] = [place % SIDE, Math.floor(place / SIDE)];
  const beside = [
    ...(x > 0 ? [index - 1] : []),
    ...(x < SIDE - 1 ? [index + 1] : []),
    ...(y > 0 ? [index - SIDE] : []),
    ...(y < SIDE - 1 ? [index + SIDE] : []),
  ];
  return Math.max(pixels[index]!, ...beside.map((other) => pixels[other]!));
}

function surprise(value: number, wanted: number): number {
  return -wanted * Math.log(value + 1e-7) - (1 - wanted) * Math.log(1 - value + 1e-7);
}

function squash(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function rectify(values: Float32Array): Float32Array {
  return values.map((value) => Math.max(value, 0));
}
