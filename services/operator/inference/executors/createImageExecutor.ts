import { setImmediate } from "node:timers/promises";

import { encodePng } from "../../../../sdk/inference/images/encodePng.ts";
import type { ResultFile } from "../../../../sdk/inference/results/resultFile.ts";
import { computeImageScore } from "../../../../sdk/inference/scores/computeImageScore.ts";
import type { Tensor } from "../tensors/tensor.ts";
import { createChance } from "./createChance.ts";
import type { Executor } from "./executor.ts";
import { MisconfiguredError } from "./misconfiguredError.ts";
import type { MultiplyAdd } from "./multiplyAdd.ts";
import { readModels } from "./readModels.ts";
import { readParameters } from "./readParameters.ts";
import { takeTensor } from "./takeTensor.ts";

const ARCHITECTURE = "digit-decoder-1";
const SIDE = 28;
const CLASSES = 10;
const WHITE = 255;
/** As many fair numbers from 0 to 1 have the variance 1, and their sum is nearly normal. */
const FAIR_NUMBERS = 12;
const CHANCE_RANGE = 2 ** 32;

interface Layer {
  readonly outputs: number;
  readonly inputs: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Draws written digits with a trained decoder; one PNG file each. */
export function createImageExecutor({ multiplyAdd = addInOrder }: { multiplyAdd?: MultiplyAdd } = {}): Executor {
  function run({ inputs, outputs, weights, bias }: Layer, input: Float64Array): Float64Array {
    return Float64Array.from({ length: outputs }, (_, row) => multiplyAdd(weights, row * inputs, input, bias[row]!));
  }

  function draw(layers: readonly [Layer, Layer, Layer], code: Float64Array): Uint8Array {
    const [first, second, last] = layers;
    const shapes = run(second, run(first, code).map(rectify)).map(rectify);
    return Uint8Array.from(run(last, shapes), (value) => Math.round(WHITE / (1 + Math.exp(-value))));
  }

  return {
    kind: "image",
    async execute(bytes, models, signal) {
      const parameters = readParameters(bytes, "image");
      const layers = readLayers(readModels(parameters, models, ARCHITECTURE));
      const { label, seed, numImages } = parameters;
      const files: ResultFile[] = [];
      for (let index = 0; index < numImages; index++) {
        await setImmediate();
        signal?.throwIfAborted();
        const code = codeOf(label, `image/${seed}/${label}/${index}`, layers[0].inputs);
        const image = { width: SIDE, height: SIDE, pixels: draw(layers, code) };
        files.push({ name: `image-${String(index).padStart(2, "0")}.png`, bytes: encodePng(image) });
      }
      return { files, score: computeImageScore(files) };
    },
  };
}

function readLayers(tensors: ReadonlyMap<string, Tensor>): [Layer, Layer, Layer] {
  const first = readLayer(tensors, "first", -1, -1);
  if (first.inputs <= CLASSES) throw new MisconfiguredError("the model leaves nothing to chance");
  const second = readLayer(tensors, "second", -1, first.outputs);
  return [first, second, readLayer(tensors, "draw", SIDE * SIDE, second.outputs)];
}

function readLayer(tensors: ReadonlyMap<string, Tensor>, name: string, rows: number, columns: number): Layer {
  const { shape, values: weights } = takeTensor(tensors, `${name}.weight`, {
    shape: [rows, columns],
    values: Float32Array,
  });
  const [outputs = 0, inputs = 0] = shape;
  const { values: bias } = takeTensor(tensors, `${name}.bias`, { shape: [outputs], values: Float32Array });
  return { outputs, inputs, weights, bias };
}

/** What a picture is drawn from: chance, nearly normal, and then the label as ten numbers of which one is 1. */
function codeOf(label: number, name: string, size: number): Float64Array {
  const chance = createChance(name);
  const code = new Float64Array(size);
  const latent = size - CLASSES;
  for (let index = 0; index < latent; index++) {
    let sum = 0;
    for (let count = 0; count < FAIR_NUMBERS; count++) sum += chance();
    code[index] = sum / CHANCE_RANGE - FAIR_NUMBERS / 2;
  }
  code[latent + label] = 1;
  return code;
}

function rectify(value: number): number {
  return Math.max(value, 0);
}

function addInOrder(weights: Float32Array, start: number, input: Float64Array, bias: number): number {
  let sum = bias;
  for (let column = 0; column < input.length; column++) sum += weights[start + column]! * input[column]!;
  return sum;
}
