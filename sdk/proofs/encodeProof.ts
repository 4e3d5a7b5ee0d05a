import type { Groth16Proof } from "./groth16Proof.ts";
import { readG1 } from "./readG1.ts";
import { readG2 } from "./readG2.ts";
import type { SnarkjsProof } from "./snarkjsProof.ts";

/** What snarkjs proved, as `Groth16Verifier` takes it. */
export function encodeProof({ pi_a, pi_b, pi_c }: SnarkjsProof): Groth16Proof {
  return [...readG1(pi_a), ...readG2(pi_b), ...readG1(pi_c)];
}
