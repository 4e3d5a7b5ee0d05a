import { concat, keccak256, toBeHex } from "ethers";

import type { VerifyingKey } from "./verifyingKey.ts";

const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
/** PUSH2, and what follows the length in the code that creates a page. */
const [PUSH2, CREATION] = ["0x61", "0x80600a3d393df300"];

/** What `Groth16Verifier` knows a key by: the hash of the code that creates the key's page. */
export function keyIdOf({ alpha, beta, gamma, delta, terms }: VerifyingKey): string {
  const words = [alpha[0], negate(alpha[1]), ...beta, ...negated(gamma), ...negated(delta), ...terms.flat()];
  const length = 32 * words.length + 1;
  return keccak256(concat([PUSH2, toBeHex(length, 2), CREATION, ...words.map((word) => toBeHex(word, 32))]));
}

function negated([xi, xr, yi, yr]: readonly [bigint, bigint, bigint, bigint]): bigint[] {
  return [xi, xr, negate(yi), negate(yr)];
}

function negate(coordinate: bigint): bigint {
  return coordinate === 0n ? 0n : Q - coordinate;
}
