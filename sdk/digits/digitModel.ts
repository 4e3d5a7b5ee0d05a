/** A small network with whole numbers for weights: 196 pixels, some hidden units that pass what is positive, ten scores. */
export interface DigitModel {
  /** For each hidden unit, a weight a pixel. */
  readonly hiddenWeights: readonly (readonly number[])[];
  readonly hiddenBiases: readonly number[];
  /** For each digit, a weight a hidden unit. */
  readonly scoreWeights: readonly (readonly number[])[];
  readonly scoreBiases: readonly number[];
}
