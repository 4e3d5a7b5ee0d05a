import { join } from "node:path";

const KEYS = join(import.meta.dirname, "../../circuits/keys");

/** The files of a circuit: what a prover needs, and `verifier`, the verifying key as snarkjs writes it. */
export function circuitKeys(name: string): { zkey: string; wasm: string; verifier: string } {
  return {
    zkey: join(KEYS, `${name}.zkey`),
    wasm: join(KEYS, `${name}.wasm.gz`),
    verifier: join(KEYS, `${name}.json`),
  };
}
