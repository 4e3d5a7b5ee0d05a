import { hexlify } from "ethers";

import { CiphertextElementError } from "./ciphertextElementError.ts";
import { CiphertextTruncatedError } from "./ciphertextTruncatedError.ts";
import { cutBytes, type ByteSource } from "./cutBytes.ts";
import { FIELD_ORDER } from "./fieldOrder.ts";
import { giveWay } from "./giveWay.ts";
import { readWords } from "./readWords.ts";
import { treeShape } from "./treeShape.ts";

/** One chunk of a ciphertext, or what comes after the last. */
export type CiphertextPart =
  { readonly kind: "chunk"; readonly words: bigint[] } | { readonly kind: "length"; readonly byteLength: number };

/**
 * Takes a ciphertext apart: its chunks, then the length of the result.
 *
 * @throws {CiphertextTruncatedError} when it ends too early, or there are not as many chunks as the length needs.
 * @throws {CiphertextElementError} when a word is no field element.
 */
export async function* readCiphertext(source: ByteSource): AsyncGenerator<CiphertextPart, void, undefined> {
  const { encryptedChunkBytes, lengthBytes, chunkBytes, wordsPerChunk } = treeShape;
  let chunkCount = 0;
  for await (const bytes of cutBytes(source, encryptedChunkBytes)) {
    if (bytes.length === encryptedChunkBytes && chunkCount < treeShape.maxChunks) {
      const words = readWords(bytes, 32, wordsPerChunk);
      // A number and the same plus the field's order hash alike.
      if (words.some((word) => word >= FIELD_ORDER)) throw new CiphertextElementError(chunkCount);
      chunkCount++;
      yield { kind: "chunk", words };
      await giveWay(chunkCount);
      continue;
    }
    const byteLength = bytes.length === lengthBytes ? Number(BigInt(hexlify(bytes))) : 0;
    if (byteLength === 0 || Math.ceil(byteLength / chunkBytes) !== chunkCount) {
      throw new CiphertextTruncatedError(chunkCount * encryptedChunkBytes + bytes.length);
    }
    yield { kind: "length", byteLength };
    return;
  }
  throw new CiphertextTruncatedError(chunkCount * encryptedChunkBytes);
}
