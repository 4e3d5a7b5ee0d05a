/** A proof as snarkjs writes it: decimal numbers, affine points with a third coordinate of one. */
export interface SnarkjsProof {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
}
