import { chunkTreeRoot } from "./chunkTreeRoot.ts";
import { ContextInvalidError } from "./contextInvalidError.ts";
import { cutBytes, type ByteSource } from "./cutBytes.ts";
import { encryptionPublicKey } from "./encryptionPublicKey.ts";
import { FIELD_ORDER } from "./fieldOrder.ts";
import { generateEncryptionKey } from "./generateEncryptionKey.ts";
import { giveWay } from "./giveWay.ts";
import { hashChunk } from "./hashChunk.ts";
import { keystream } from "./keystream.ts";
import { modulo } from "./modulo.ts";
import { readWords } from "./readWords.ts";
import { ResultLengthError } from "./resultLengthError.ts";
import type { ResultUpload } from "./resultUpload.ts";
import { sharedPoint } from "./sharedPoint.ts";
import { treeShape } from "./treeShape.ts";
import { UploadUnfinishedError } from "./uploadUnfinishedError.ts";
import { writeWords } from "./writeWords.ts";

/** What is encrypted, for whom. */
export interface EncryptResultParameters {
  readonly result: ByteSource;
  /** Hex, 64 bytes: the application's key. */
  readonly applicationKey: string;
  /** Hash of chain, market, task and node, reduced to the field. */
  readonly context: bigint;
  /** Hex, 32 bytes; fresh by default. One that was used for other bytes in the same context gives both away. */
  readonly ephemeralSecret?: string | undefined;
}

/** A ciphertext as it is made. */
export interface EncryptedResult {
  /** 512 bytes a chunk of 496, then the result's length in 8 bytes. Can be read once. */
  readonly ciphertext: AsyncIterable<Uint8Array>;
  /**
   * What was uploaded.
   *
   * @throws {UploadUnfinishedError} before the ciphertext was read to its end.
   */
  readonly upload: () => ResultUpload;
}

/**
 * Encrypts a result with the Poseidon stream cipher that the circuit `result-upload` speaks. Needs memory for one chunk
 * and its 32,768 hashes.
 *
 * @throws {EncryptionKeyInvalidError} when the application's key is none.
 * @throws {EncryptionSecretInvalidError} when the ephemeral secret is none.
 * @throws {ContextInvalidError} when the context is no field element.
 * @throws {ResultLengthError} while reading, when the result is empty or too long.
 */
export function encryptResult(parameters: EncryptResultParameters): EncryptedResult {
  const { result, applicationKey, context, ephemeralSecret = generateEncryptionKey() } = parameters;
  if (context < 0n || context >= FIELD_ORDER) throw new ContextInvalidError(context);
  const point = sharedPoint(ephemeralSecret, applicationKey);
  const ephemeralKey = encryptionPublicKey(ephemeralSecret);
  const resultLeaves: bigint[] = [];
  const ciphertextLeaves: bigint[] = [];
  let upload: ResultUpload | undefined;

  async function* encrypt(): AsyncGenerator<Uint8Array, void, undefined> {
    let byteLength = 0;
    for await (const bytes of cutBytes(result, treeShape.chunkBytes)) {
      const index = resultLeaves.length;
      byteLength += bytes.length;
      if (index === treeShape.maxChunks) throw new ResultLengthError(byteLength);
      const words = readWords(bytes, treeShape.wordBytes, treeShape.wordsPerChunk);
      const hidden = keystream({ point, index, context }).map((key, at) => modulo(key + (words[at] as bigint)));
      resultLeaves.push(hashChunk(words));
      ciphertextLeaves.push(hashChunk(hidden));
      yield writeWords(hidden, 32);
      await giveWay(index);
    }
    if (byteLength === 0) throw new ResultLengthError(byteLength);

    upload = {
      resultRoot: chunkTreeRoot(resultLeaves, byteLength),
      ciphertextRoot: chunkTreeRoot(ciphertextLeaves, byteLength),
      byteLength,
      chunkCount: resultLeaves.length,
      ...{ context, applicationKey, ephemeralKey, ephemeralSecret, resultLeaves, ciphertextLeaves },
    };
    yield writeWords([BigInt(byteLength)], treeShape.lengthBytes);
  }

  return {
    ciphertext: encrypt(),
    upload: () => {
      if (upload === undefined) throw new UploadUnfinishedError();
      return upload;
    },
  };
}
