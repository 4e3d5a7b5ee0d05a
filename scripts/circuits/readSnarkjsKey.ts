import { readFileSync } from "node:fs";

import type { SnarkjsKey } from "../../sdk/proofs/snarkjsKey.ts";
import { circuitKeys } from "./circuitKeys.ts";

/** A circuit's verifying key as snarkjs takes it; `npm run circuits` says whether the proving key has the same. */
export function readSnarkjsKey(name: string): SnarkjsKey {
  return JSON.parse(readFileSync(circuitKeys(name).verifier, "utf8")) as SnarkjsKey;
}
