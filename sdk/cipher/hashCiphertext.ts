import { chunkTreeRoot } from "./chunkTreeRoot.ts";
import type { ByteSource } from "./cutBytes.ts";
import { hashChunk } from "./hashChunk.ts";
import { readCiphertext } from "./readCiphertext.ts";

/** What anyone can tell of a ciphertext without a key. */
export interface CiphertextDigest {
  readonly ciphertextRoot: bigint;
  readonly chunkCount: number;
  /** Bytes of the result. */
  readonly byteLength: number;
}

/**
 * The root of a ciphertext, over every byte of it: what a relay puts into its leaf.
 *
 * @throws {CiphertextTruncatedError} when it ends too early.
 * @throws {CiphertextElementError} when it holds a number outside the field.
 */
export async function hashCiphertext(ciphertext: ByteSource): Promise<CiphertextDigest> {
  const leaves: bigint[] = [];
  let byteLength = 0;
  for await (const part of readCiphertext(ciphertext)) {
    if (part.kind === "chunk") leaves.push(hashChunk(part.words));
    else byteLength = part.byteLength;
  }
  return { ciphertextRoot: chunkTreeRoot(leaves, byteLength), chunkCount: leaves.length, byteLength };
}
