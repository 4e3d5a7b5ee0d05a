import { bn254 } from "@noble/curves/bn254.js";

import type { SnarkjsProof } from "../../sdk/proofs/snarkjsProof.ts";
import type { Random } from "./random.ts";

const R = bn254.fields.Fr.ORDER;
const Q = bn254.fields.Fp.ORDER;

/** What is claimed, and the proof of it. */
export interface Claim {
  readonly inputs: readonly bigint[];
  readonly proof: SnarkjsProof;
}

/**
 * Changes a proof, its inputs, or nothing that counts. Coordinates stay below the field's order: snarkjs reduces those
 * that do not, and the contract refuses them.
 *
 * @param stranger Another claim of the same circuit, parts of which are mixed in.
 */
export function mutateProof(claim: Claim, stranger: Claim, random: Random): Claim {
  const { inputs, proof } = claim;
  const changes = [...changesOfProof(claim, stranger, random), ...changesOfInputs(claim, stranger, random)];
  const { inputs: statement = inputs, proof: change = {} } = random.pick(changes)();
  return { inputs: statement, proof: { ...proof, ...change } };
}

type Change = () => Partial<{ inputs: readonly bigint[]; proof: Partial<SnarkjsProof> }>;

function changesOfInputs({ inputs }: Claim, stranger: Claim, random: Random): Change[] {
  if (inputs.length === 0) return [];

  const at = Number(random.between(0n, BigInt(inputs.length - 1)));
  return [
    () => ({ inputs: inputs.map((input) => (input + random.between(0n, 1n)) % R) }),
    () => ({ inputs: inputs.toReversed() }),
    () => ({ inputs: inputs.with(at, (inputs[at]! + random.between(1n, R - 1n)) % R) }),
    () => ({ inputs: inputs.with(at, inputs[at]! + R) }),
    () => ({ inputs: inputs.with(at, stranger.inputs[at]!) }),
    () => ({ inputs: stranger.inputs }),
    () => ({ inputs: stranger.inputs, proof: stranger.proof }),
  ];
}

function changesOfProof({ proof }: Claim, stranger: Claim, random: Random): Change[] {
  const { pi_a, pi_b, pi_c } = proof;
  const draw = () => random.between(2n, R - 1n);
  return [
    () => ({}),
    () => ({ proof: stranger.proof }),
    () => ({ proof: { pi_a: stranger.proof.pi_a } }),
    () => ({ proof: { pi_b: stranger.proof.pi_b } }),
    () => ({ proof: { pi_c: stranger.proof.pi_c } }),
    () => ({ proof: { pi_a: pi_c, pi_c: pi_a } }),
    () => ({ proof: { pi_a: negated(pi_a) } }),
    () => ({ proof: { pi_c: negated(pi_c) } }),
    () => ({ proof: { pi_a: negated(pi_a), pi_b: negatedG2(pi_b) } }),
    () => ({ proof: scaled(proof, draw(), 1n) }),
    () => ({ proof: scaled(proof, draw(), draw()) }),
    () => ({ proof: { pi_a: offCurve(pi_a) } }),
    () => ({ proof: { pi_c: offCurve(pi_c) } }),
  ];
}

/** A times a factor and B divided by it, which proves the same; and C times another, which does not but for 1. */
function scaled({ pi_a, pi_b, pi_c }: SnarkjsProof, factor: bigint, other: bigint): SnarkjsProof {
  const a = pointOf(pi_a).multiply(factor).toAffine();
  const c = pointOf(pi_c).multiply(other).toAffine();
  const [x, y] = pi_b.map((pair) => bn254.fields.Fp2.create({ c0: BigInt(pair[0]!), c1: BigInt(pair[1]!) }));
  const b = bn254.G2.Point.fromAffine({ x: x!, y: y! }).multiply(bn254.fields.Fr.inv(factor)).toAffine();
  return {
    pi_a: [String(a.x), String(a.y), "1"],
    pi_b: [
      [String(b.x.c0), String(b.x.c1)],
      [String(b.y.c0), String(b.y.c1)],
      ["1", "0"],
    ],
    pi_c: [String(c.x), String(c.y), "1"],
  };
}

function pointOf(point: readonly string[]) {
  return bn254.G1.Point.fromAffine({ x: BigInt(point[0]!), y: BigInt(point[1]!) });
}

function negated(point: readonly string[]): string[] {
  return [point[0]!, `${Q - BigInt(point[1]!)}`, "1"];
}

function negatedG2([x, y]: readonly (readonly string[])[]): string[][] {
  return [[...x!], y!.map((part) => `${Q - BigInt(part)}`), ["1", "0"]];
}

function offCurve(point: readonly string[]): string[] {
  return [`${(BigInt(point[0]!) + 1n) % Q}`, point[1]!, "1"];
}
