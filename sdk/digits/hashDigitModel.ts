import { sha256, toUtf8Bytes } from "ethers";

import { FIELD_ORDER } from "../cipher/fieldOrder.ts";
import type { DigitModel } from "./digitModel.ts";

/**
 * What a model is known by: SHA-256 of its numbers as JSON, layer by layer, reduced to the field. The circuit's constants
 * are the same numbers, and it says this hash of them.
 */
export function hashDigitModel({ hiddenWeights, hiddenBiases, scoreWeights, scoreBiases }: DigitModel): bigint {
  const numbers = JSON.stringify([hiddenWeights, hiddenBiases, scoreWeights, scoreBiases]);
  return BigInt(sha256(toUtf8Bytes(numbers))) % FIELD_ORDER;
}
