import { readG1 } from "./readG1.ts";
import { readG2 } from "./readG2.ts";
import type { SnarkjsKey } from "./snarkjsKey.ts";
import type { VerifyingKey } from "./verifyingKey.ts";

/** A key that snarkjs exported, as `Groth16Verifier` takes it. */
export function encodeVerifyingKey(key: SnarkjsKey): VerifyingKey {
  return {
    alpha: readG1(key.vk_alpha_1),
    beta: readG2(key.vk_beta_2),
    gamma: readG2(key.vk_gamma_2),
    delta: readG2(key.vk_delta_2),
    terms: key.IC.map(readG1),
  };
}
