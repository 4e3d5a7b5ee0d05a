import { readFileSync } from "node:fs";

import type { DigitModel } from "../../sdk/digits/digitModel.ts";

const MODEL = new URL("../../circuits/models/digits.json", import.meta.url);

/** The model of the circuit `inference-mlp`. */
export function readDigitModel(): DigitModel {
  return JSON.parse(readFileSync(MODEL, "utf8")) as DigitModel;
}
