import * as snarkjs from "snarkjs";

import { encodeProof } from "./encodeProof.ts";
import type { Groth16Proof } from "./groth16Proof.ts";

/** What is proven, with what. */
export interface ProveCircuitParameters {
  /** The circuit's inputs by name, private ones included. */
  readonly signals: object;
  /** The circuit's witness program: `circuits/keys/<name>.wasm.gz`, unpacked. */
  readonly wasm: Uint8Array;
  /** The circuit's proving key: path of `circuits/keys/<name>.zkey`, or its bytes. */
  readonly zkey: string | Uint8Array;
}

/** A proof and what it is a proof of, as `Groth16Verifier` takes both. */
export interface ProveCircuitReturnType {
  readonly inputs: bigint[];
  readonly proof: Groth16Proof;
}

/**
 * Makes a Groth16 proof: a few seconds, on all cores.
 *
 * @throws {Error} when the signals do not satisfy the circuit, with the template and line that says so.
 */
export async function proveCircuit({ signals, wasm, zkey }: ProveCircuitParameters): Promise<ProveCircuitReturnType> {
  const { proof, publicSignals } = await snarkjs.groth16.fullProve(signals as Record<string, unknown>, wasm, zkey);
  return { inputs: publicSignals.map(BigInt), proof: encodeProof(proof) };
}
