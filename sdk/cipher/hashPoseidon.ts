import { permutePoseidon } from "./permutePoseidon.ts";

/**
 * Poseidon hash of circomlib.
 *
 * @param inputs 1 to 16 field elements.
 */
export function hashPoseidon(inputs: readonly bigint[]): bigint {
  return permutePoseidon([0n, ...inputs])[0] as bigint;
}
