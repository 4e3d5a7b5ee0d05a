/** A proof as contracts take it: A, B with its imaginary parts first, C. */
export type Groth16Proof = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
