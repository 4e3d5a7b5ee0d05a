import { setImmediate } from "node:timers/promises";

import { ALPHABET, foldText } from "../../../../sdk/inference/parameters/foldText.ts";
import { computeTextScore } from "../../../../sdk/inference/scores/computeTextScore.ts";
import type { Tensor } from "../tensors/tensor.ts";
import { createChance } from "./createChance.ts";
import { createExponential } from "./createExponential.ts";
import type { Executor } from "./executor.ts";
import { MisconfiguredError } from "./misconfiguredError.ts";
import { readModels } from "./readModels.ts";
import { readParameters } from "./readParameters.ts";
import { takeTensor } from "./takeTensor.ts";

const ARCHITECTURE = "letter-model-1";
const LETTERS = ALPHABET.length;
/** `output.scale` is in such parts. */
const SCALE_UNIT = 2 ** 20;
const CHANCE_RANGE = 2 ** 32;
/** A temperature of 1. */
const TEMPERATURE_UNIT = 1_000;
/** Letters between two looks at whether to stop. */
const PAUSE_EVERY = 256;

interface Network {
  readonly places: number;
  readonly hidden: number;
  readonly context: Int8Array;
  readonly contextBias: Int32Array;
  readonly output: Int8Array;
  readonly outputBias: Int32Array;
  readonly scale: number;
}

/**
 * Writes on where a prompt ends, letter by letter. Everything is whole numbers below 2^53, of which doubles forget
 * nothing: every machine writes the same bytes. The file tells the text, and by how much the model preferred its letters
 * to all others, in which every weight has a part.
 */
export function createTextExecutor(): Executor {
  const exponential = createExponential();

  /** By how many parts of a nat each letter is behind the likeliest decides how often it is drawn. */
  function pick(logits: Float64Array, temperature: number, chance: () => number): number {
    const highest = logits.reduce((best, logit) => Math.max(best, logit), -Infinity);
    if (temperature === 0) return logits.indexOf(highest);
    const odds = logits.map((logit) => exponential(Math.floor(((highest - logit) * TEMPERATURE_UNIT) / temperature)));
    let left = Math.floor((chance() * odds.reduce((sum, share) => sum + share, 0)) / CHANCE_RANGE);
    return odds.findIndex((share) => (left -= share) < 0);
  }

  return {
    kind: "text",
    async execute(bytes, models, signal) {
      const parameters = readParameters(bytes, "text");
      const network = readNetwork(readModels(parameters, models, ARCHITECTURE));
      const { prompt, seed, numLetters, temperature } = parameters;
      const chance = createChance(`text/${seed}`);
      const written = lettersOf(prompt, network.places);
      const start = written.length;
      let strength = 0;
      for (let count = 0; count < numLetters; count++) {
        if (count % PAUSE_EVERY === 0) await setImmediate();
        signal?.throwIfAborted();
        const logits = foresee(network, written);
        const letter = pick(logits, temperature, chance);
        written.push(letter);
        strength += LETTERS * logits[letter]! - logits.reduce((sum, logit) => sum + logit, 0);
      }
      const text = written
        .slice(start)
        .map((letter) => ALPHABET[letter]!)
        .join("");
      const response = JSON.stringify({ strength, text });
      const files = [{ name: "response.json", bytes: new TextEncoder().encode(response) }];
      return { files, score: computeTextScore(files) };
    },
  };
}

function readNetwork(tensors: ReadonlyMap<string, Tensor>): Network {
  const { shape, values: context } = takeTensor(tensors, "context.weight", {
    shape: [-1, LETTERS, -1],
    values: Int8Array,
  });
  const [places = 0, , hidden = 0] = shape;
  if (places === 0) throw new MisconfiguredError("the model looks at no letters");
  const { values: contextBias } = takeTensor(tensors, "context.bias", { shape: [hidden], values: Int32Array });
  const { values: output } = takeTensor(tensors, "output.weight", { shape: [LETTERS, hidden], values: Int8Array });
  const { values: outputBias } = takeTensor(tensors, "output.bias", { shape: [LETTERS], values: Int32Array });
  const { values: scale } = takeTensor(tensors, "output.scale", { shape: [1], values: Int32Array });
  return { places, hidden, context, contextBias, output, outputBias, scale: scale[0]! };
}

/** The prompt as numbers, after as many spaces as the model looks back at most. */
function lettersOf(prompt: string, places: number): number[] {
  return Array.from(" ".repeat(places) + foldText(prompt), (letter) => ALPHABET.indexOf(letter));
}

/** How much each letter is expected next, in 1,024ths of a nat. */
function foresee({ places, hidden, context, contextBias, output, outputBias, scale }: Network, written: number[]) {
  const sums = new Float64Array(contextBias);
  for (let back = 0; back < places; back++) {
    const row = (back * LETTERS + written[written.length - 1 - back]!) * hidden;
    for (let unit = 0; unit < hidden; unit++) sums[unit]! += context[row + unit]!;
  }
  const logits = new Float64Array(LETTERS);
  for (let letter = 0; letter < LETTERS; letter++) {
    let sum = outputBias[letter]!;
    for (let unit = 0; unit < hidden; unit++) sum += output[letter * hidden + unit]! * Math.max(sums[unit]!, 0);
    logits[letter] = Math.floor((sum * scale) / SCALE_UNIT);
  }
  return logits;
}
