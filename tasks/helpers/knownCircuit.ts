import { readManifest } from "../../scripts/circuits/circuitManifest.ts";
import { readVerifyingKey } from "../../scripts/circuits/readVerifyingKey.ts";
import type { VerifyingKey } from "../../sdk/proofs/verifyingKey.ts";
import { InputError } from "./inputError.ts";

/**
 * A circuit of this repository: its key, and what the chain knows that by.
 *
 * @throws {InputError} when there is none of that name.
 */
export function knownCircuit(name: string): { readonly key: VerifyingKey; readonly keyId: string } {
  const { circuits } = readManifest();
  const entry = circuits[name];
  if (entry === undefined) throw new InputError(`--circuit is ${Object.keys(circuits).join(" or ")}, not "${name}".`);
  return { key: readVerifyingKey(name), keyId: entry.keyId };
}
