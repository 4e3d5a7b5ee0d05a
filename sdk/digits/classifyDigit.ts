import type { DigitModel } from "./digitModel.ts";

/**
 * What the model takes a digit for: the one with the highest score, and of equals the lowest. Whole numbers throughout,
 * so that everyone who computes it, the circuit `inference-mlp` included, finds the same.
 *
 * @param pixels 196 whole numbers from 0 to 15.
 */
export function classifyDigit(model: DigitModel, pixels: readonly number[]): number {
  const hidden = layer(model.hiddenWeights, model.hiddenBiases, pixels).map((value) => Math.max(value, 0));
  const scores = layer(model.scoreWeights, model.scoreBiases, hidden);
  return scores.indexOf(Math.max(...scores));
}

function layer(
  weights: readonly (readonly number[])[],
  biases: readonly number[],
  values: readonly number[],
): number[] {
  return weights.map((row, unit) =>
    row.reduce((sum, weight, at) => sum + weight * (values[at] as number), biases[unit] as number),
  );
}
