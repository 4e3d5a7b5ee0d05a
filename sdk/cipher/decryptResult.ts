import { chunkTreeRoot } from "./chunkTreeRoot.ts";
import { CiphertextAlteredError } from "./ciphertextAlteredError.ts";
import type { ByteSource } from "./cutBytes.ts";
import { hashChunk } from "./hashChunk.ts";
import { keystream } from "./keystream.ts";
import { modulo } from "./modulo.ts";
import { readCiphertext } from "./readCiphertext.ts";
import { ResultMalformedError } from "./resultMalformedError.ts";
import { ResultUndecryptableError } from "./resultUndecryptableError.ts";
import { sharedPoint } from "./sharedPoint.ts";
import { treeShape } from "./treeShape.ts";
import { writeWords } from "./writeWords.ts";

/** What is decrypted, and what the chain knows of it. */
export interface DecryptResultParameters {
  readonly ciphertext: ByteSource;
  /** Hex, 32 bytes: the application's secret. */
  readonly secretKey: string;
  /** Hex, 64 bytes: the upload's. */
  readonly ephemeralKey: string;
  readonly context: bigint;
  readonly resultRoot: bigint;
  readonly ciphertextRoot: bigint;
}

const WORD_LIMIT = 1n << BigInt(8 * treeShape.wordBytes);

/**
 * Decrypts a result as it arrives. What was yielded is only known to be the committed result once the iteration has
 * ended without an error.
 *
 * @throws {EncryptionKeyInvalidError} when the ephemeral key is none.
 * @throws {EncryptionSecretInvalidError} when the secret is none.
 * @throws {CiphertextTruncatedError} when the ciphertext ends too early.
 * @throws {CiphertextElementError} when it holds a number outside the field.
 * @throws {CiphertextAlteredError} when it is not the one that was uploaded.
 * @throws {ResultUndecryptableError} when it is, but does not decrypt to the committed result: a wrong key, a wrong
 * context, or a node that cheated.
 * @throws {ResultMalformedError} when it does, and the committed result is no sequence of bytes.
 */
export async function* decryptResult(parameters: DecryptResultParameters): AsyncGenerator<Uint8Array, void, undefined> {
  const { ciphertext, secretKey, ephemeralKey, context, resultRoot, ciphertextRoot } = parameters;
  const point = sharedPoint(secretKey, ephemeralKey);
  const resultLeaves: bigint[] = [];
  const ciphertextLeaves: bigint[] = [];
  let last: bigint[] = [];
  let byteLength = 0;
  let isBytes = true;

  for await (const part of readCiphertext(ciphertext)) {
    if (part.kind === "length") {
      byteLength = part.byteLength;
      continue;
    }
    if (last.length > 0 && isBytes) yield writeWords(last, treeShape.wordBytes);
    const mask = keystream({ point, index: resultLeaves.length, context });
    last = part.words.map((word, at) => modulo(word - (mask[at] as bigint)));
    // With a wrong key almost every word is too large; the rest is only read to find out whose fault it is.
    isBytes &&= last.every((word) => word < WORD_LIMIT);
    resultLeaves.push(hashChunk(last));
    ciphertextLeaves.push(hashChunk(part.words));
  }

  const root = chunkTreeRoot(ciphertextLeaves, byteLength);
  if (root !== ciphertextRoot) throw new CiphertextAlteredError(ciphertextRoot, root);
  if (chunkTreeRoot(resultLeaves, byteLength) !== resultRoot) throw new ResultUndecryptableError();
  if (!isBytes) throw new ResultMalformedError();
  const ending = writeWords(last, treeShape.wordBytes);
  const used = byteLength - (resultLeaves.length - 1) * treeShape.chunkBytes;
  if (ending.subarray(used).some((byte) => byte !== 0)) throw new ResultMalformedError();
  yield ending.subarray(0, used);
}
