import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { circuitKeys } from "../../scripts/circuits/circuitKeys.ts";

/** What a prover of a circuit needs, from the repository. */
export function readCircuitFiles(name: string): { wasm: Uint8Array; zkey: string } {
  const { wasm, zkey } = circuitKeys(name);
  return { wasm: new Uint8Array(gunzipSync(readFileSync(wasm))), zkey };
}
