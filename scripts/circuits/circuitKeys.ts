import { join } from "node:path";

const KEYS = join(import.meta.dirname, "../../circuits/keys");

/** The files that a prover of a circuit needs. */
export function circuitKeys(name: string): { zkey: string; wasm: string } {
  return { zkey: join(KEYS, `${name}.zkey`), wasm: join(KEYS, `${name}.wasm.gz`) };
}
