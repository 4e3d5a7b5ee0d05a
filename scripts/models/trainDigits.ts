import { readFileSync, writeFileSync } from "node:fs";

import { classifyDigit } from "../../sdk/digits/classifyDigit.ts";
import type { DigitModel } from "../../sdk/digits/digitModel.ts";
import { hashDigitModel } from "../../sdk/digits/hashDigitModel.ts";
import { loadShrunkDigits, type LabelledDigit } from "./loadShrunkDigits.ts";

/**
 * `tsx scripts/models/trainDigits.ts`: trains the network of the circuit `inference-mlp`, rounds its weights to eight
 * bits and writes them, and the circuit's constants. The same on every run.
 */
const MODEL = new URL("../../circuits/models/digits.json", import.meta.url);
const CONSTANTS = new URL("../../circuits/lib/digit-model.circom", import.meta.url);
const [PIXELS, HIDDEN, DIGITS] = [196, 24, 10] as const;
const EPOCHS = 14;
const LARGEST = 127;
const DARKEST = 15;

const random = createRandom(7);
const { training, heldOut } = loadShrunkDigits();
const hidden = makeLayer(HIDDEN, PIXELS);
const scores = makeLayer(DIGITS, HIDDEN);

for (let epoch = 0; epoch < EPOCHS; epoch++) {
  const rate = 0.02 * 0.8 ** epoch;
  for (const digit of shuffle(training)) learn(digit, rate);
  console.log(
    `epoch ${epoch + 1}: ${(100 * accuracyOf(quantize())).toFixed(2)} % of ${heldOut.length} held-out digits`,
  );
}
const model = quantize();
writeFileSync(MODEL, `${JSON.stringify(model)}\n`);
writeFileSync(CONSTANTS, circomOf(model));
console.log(`${MODEL.pathname}: ${hashDigitModel(JSON.parse(readFileSync(MODEL, "utf8")) as DigitModel)}`);

interface Layer {
  readonly weights: number[][];
  readonly biases: number[];
}

function makeLayer(units: number, inputs: number): Layer {
  const spread = Math.sqrt(2 / inputs);
  const weights = Array.from({ length: units }, () => Array.from({ length: inputs }, () => normal() * spread));
  return { weights, biases: Array.from({ length: units }, () => 0) };
}

/** One step of gradient descent on the cross-entropy. */
function learn({ pixels, label }: LabelledDigit, rate: number): void {
  const input = pixels.map((pixel) => pixel / DARKEST);
  const raised = apply(hidden, input).map((value) => Math.max(value, 0));
  const outcome = apply(scores, raised);
  const highest = Math.max(...outcome);
  const powers = outcome.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const errors = powers.map((power, digit) => power / total - Number(digit === label));

  const blame = raised.map((value, unit) =>
    value > 0 ? errors.reduce((sum, error, digit) => sum + error * scores.weights[digit]![unit]!, 0) : 0,
  );
  descend(scores, errors, raised, rate);
  descend(hidden, blame, input, rate);
}

function apply({ weights, biases }: Layer, input: readonly number[]): number[] {
  return weights.map((row, unit) => row.reduce((sum, weight, at) => sum + weight * input[at]!, biases[unit]!));
}

function descend({ weights, biases }: Layer, errors: readonly number[], input: readonly number[], rate: number): void {
  for (const [unit, error] of errors.entries()) {
    if (error === 0) continue;
    const row = weights[unit]!;
    for (const [at, value] of input.entries()) row[at]! -= rate * error * value;
    biases[unit]! -= rate * error;
  }
}

/** Weights become eight-bit numbers; biases grow with what their layer takes in. */
function quantize(): DigitModel {
  const hiddenScale = LARGEST / largestOf(hidden);
  const scoreScale = LARGEST / largestOf(scores);
  const round = (rows: number[][], scale: number) => rows.map((row) => row.map((value) => whole(value * scale)));
  return {
    hiddenWeights: round(hidden.weights, hiddenScale),
    hiddenBiases: hidden.biases.map((bias) => whole(bias * hiddenScale * DARKEST)),
    scoreWeights: round(scores.weights, scoreScale),
    scoreBiases: scores.biases.map((bias) => whole(bias * scoreScale * hiddenScale * DARKEST)),
  };
}

/** Without the zero that is negative, which JSON writes as the other. */
function whole(value: number): number {
  return Math.round(value) + 0;
}

function largestOf({ weights }: Layer): number {
  return Math.max(...weights.flat().map(Math.abs));
}

function accuracyOf(candidate: DigitModel): number {
  return heldOut.filter(({ pixels, label }) => classifyDigit(candidate, pixels) === label).length / heldOut.length;
}

function circomOf({ hiddenWeights, hiddenBiases, scoreWeights, scoreBiases }: DigitModel): string {
  const rows = (matrix: readonly (readonly number[])[]) =>
    matrix.map((row) => `[${row.join(", ")}]`).join(",\n        ");
  const body = (name: string, shape: string, value: string) =>
    `function ${name}() {\n    var value${shape} = [\n        ${value}\n    ];\n    return value;\n}\n`;
  return [
    "pragma circom 2.2.0;\n",
    "/// @title DigitModel\n/// @notice The weights of `circuits/models/digits.json`, written by `scripts/models/trainDigits.ts`.",
    body("digitHiddenWeights", `[${HIDDEN}][${PIXELS}]`, rows(hiddenWeights)),
    body("digitHiddenBiases", `[${HIDDEN}]`, hiddenBiases.join(", ")),
    body("digitScoreWeights", `[${DIGITS}][${HIDDEN}]`, rows(scoreWeights)),
    body("digitScoreBiases", `[${DIGITS}]`, scoreBiases.join(", ")),
    `function digitModelHash() {\n    return ${hashDigitModel(model)};\n}\n`,
  ].join("\n");
}

function shuffle<T>(items: readonly T[]): T[] {
  const shuffled = items.slice();
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
  }
  return shuffled;
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Mulberry32: numbers in [0, 1) that are the same on every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
