import { toUtf8Bytes, toBigInt } from "ethers";

import type { EncryptionPoint } from "./encryptionPoint.ts";
import { permutePoseidon } from "./permutePoseidon.ts";
import { treeShape } from "./treeShape.ts";

/** In the capacity, so that no hash of sixteen elements is a keystream. */
const DOMAIN = toBigInt(toUtf8Bytes("muster/keystream"));
const INPUTS = 4;

/** Of which chunk, between whom. */
export interface KeystreamParameters {
  readonly point: EncryptionPoint;
  readonly index: number;
  readonly context: bigint;
}

/**
 * What is added to a chunk's words to hide them.
 *
 * @returns Sixteen field elements.
 */
export function keystream({ point, index, context }: KeystreamParameters): bigint[] {
  const padding = Array.from({ length: treeShape.wordsPerChunk - INPUTS }, () => 0n);
  return permutePoseidon([DOMAIN, point.x, point.y, BigInt(index), context, ...padding]).slice(
    0,
    treeShape.wordsPerChunk,
  );
}
