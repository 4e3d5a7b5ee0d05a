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
  /** Starts no workers, which would keep a process of Node alive: slower, for small circuits and programs that end. */
  readonly isSingleThreaded?: boolean;
}

/** A proof and what it is a proof of, as `Groth16Verifier` takes both. */
export interface ProveCircuitReturnType {
  readonly inputs: bigint[];
  readonly proof: Groth16Proof;
}

/**
 * Makes a Groth16 proof: a few seconds, on all cores. The one place of the package that needs snarkjs, which is
 * under the GPL-3.0 and only loaded here; whatever else proves these circuits can stand in for it.
 *
 * @throws {Error} when the signals do not satisfy the circuit, with the template and line that says so.
 */
export async function proveCircuit(parameters: ProveCircuitParameters): Promise<ProveCircuitReturnType> {
  const { signals, wasm, zkey, isSingleThreaded: singleThread = false } = parameters;
  const snarkjs = await import("snarkjs");
  const named = signals as Record<string, unknown>;
  const options = [undefined, undefined, { singleThread }] as const;
  const { proof, publicSignals } = await snarkjs.groth16.fullProve(named, wasm, zkey, ...options);
  return { inputs: publicSignals.map(BigInt), proof: encodeProof(proof) };
}
