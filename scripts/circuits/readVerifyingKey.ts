import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import type { VerifyingKey } from "../../sdk/proofs/verifyingKey.ts";
import { readSnarkjsKey } from "./readSnarkjsKey.ts";

/** A circuit's verifying key, as `Groth16Verifier` takes it. */
export function readVerifyingKey(name: string): VerifyingKey {
  return encodeVerifyingKey(readSnarkjsKey(name));
}
