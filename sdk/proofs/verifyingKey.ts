/** A circuit's verifying key as contracts take it; points of G2 with their imaginary parts first. */
export interface VerifyingKey {
  readonly alpha: [bigint, bigint];
  readonly beta: [bigint, bigint, bigint, bigint];
  readonly gamma: [bigint, bigint, bigint, bigint];
  readonly delta: [bigint, bigint, bigint, bigint];
  /** The constant term, then one for each public input. */
  readonly terms: [bigint, bigint][];
}
