import { bn254 } from "@noble/curves/bn254.js";

import type { SnarkjsKey } from "../../sdk/proofs/snarkjsKey.ts";
import type { SnarkjsProof } from "../../sdk/proofs/snarkjsProof.ts";

const { Fr } = bn254.fields;

/** A key whose secrets are known, with which anything can be proven at once. */
export interface SimulatedKey {
  readonly key: SnarkjsKey & { readonly protocol: "groth16"; readonly curve: "bn128"; readonly nPublic: number };
  /** A proof that the verifier cannot tell from an honest one. */
  readonly prove: (inputs: readonly bigint[]) => SnarkjsProof;
}

/**
 * Makes a verifying key of chosen secrets: what a proof costs, and which proofs are refused, does not depend on the
 * circuit, so measurements and tests need none.
 *
 * @param inputCount Public inputs.
 * @param draw Gives another scalar at each call, never zero.
 */
export function simulateKey(inputCount: number, draw: () => bigint): SimulatedKey {
  const scalar = () => Fr.create(draw());
  const [alpha, beta, gamma, delta] = [scalar(), scalar(), scalar(), scalar()];
  const terms = Array.from({ length: inputCount + 1 }, scalar);

  const key = {
    protocol: "groth16" as const,
    curve: "bn128" as const,
    nPublic: inputCount,
    vk_alpha_1: writeG1(alpha),
    vk_beta_2: writeG2(beta),
    vk_gamma_2: writeG2(gamma),
    vk_delta_2: writeG2(delta),
    IC: terms.map(writeG1),
  };
  const prove = (inputs: readonly bigint[]): SnarkjsProof => {
    const [a, b] = [scalar(), scalar()];
    const statement = terms.reduce((sum, term, at) => Fr.add(sum, Fr.mul(term, at === 0 ? 1n : inputs[at - 1]!)), 0n);
    const rest = Fr.sub(Fr.sub(Fr.mul(a, b), Fr.mul(alpha, beta)), Fr.mul(gamma, statement));
    return { pi_a: writeG1(a), pi_b: writeG2(b), pi_c: writeG1(Fr.div(rest, delta)) };
  };
  return { key, prove };
}

function writeG1(value: bigint): string[] {
  const { x, y } = bn254.G1.Point.BASE.multiply(value).toAffine();
  return [`${x}`, `${y}`, "1"];
}

function writeG2(value: bigint): string[][] {
  const { x, y } = bn254.G2.Point.BASE.multiply(value).toAffine();
  return [
    [`${x.c0}`, `${x.c1}`],
    [`${y.c0}`, `${y.c1}`],
    ["1", "0"],
  ];
}
