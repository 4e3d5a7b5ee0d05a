import { dataSlice, toBigInt } from "ethers";

import { chunkPosition } from "./chunkPosition.ts";
import { chunkTreePath } from "./chunkTreePath.ts";
import { readEncryptionSecret } from "./readEncryptionSecret.ts";
import { readWords } from "./readWords.ts";
import type { ResultUpload } from "./resultUpload.ts";
import { treeShape } from "./treeShape.ts";

/** Inputs of the circuit `result-upload` by name, public ones first and in their order. */
export interface UploadSignals {
  readonly resultRoot: bigint;
  readonly ciphertextRoot: bigint;
  readonly applicationKey: readonly bigint[];
  readonly ephemeralKey: readonly bigint[];
  readonly position: bigint;
  readonly context: bigint;
  readonly secret: bigint;
  readonly index: bigint;
  readonly byteLength: bigint;
  readonly chunk: readonly bigint[];
  readonly resultChildren: readonly (readonly bigint[])[];
  readonly ciphertextChildren: readonly (readonly bigint[])[];
}

/** Of which upload, and which chunk of it. */
export interface UploadSignalsParameters {
  readonly upload: ResultUpload;
  /** Place of the chunk, from 0. */
  readonly index: number;
  /** The result's bytes in that chunk: 496, or fewer if it is the last. */
  readonly chunk: Uint8Array;
}

/** What the prover of a challenged chunk needs. */
export function uploadSignals({ upload, index, chunk }: UploadSignalsParameters): UploadSignals {
  return {
    resultRoot: upload.resultRoot,
    ciphertextRoot: upload.ciphertextRoot,
    applicationKey: coordinates(upload.applicationKey),
    ephemeralKey: coordinates(upload.ephemeralKey),
    position: chunkPosition(upload.chunkCount, index),
    context: upload.context,
    secret: readEncryptionSecret(upload.ephemeralSecret),
    index: BigInt(index),
    byteLength: BigInt(upload.byteLength),
    chunk: readWords(chunk, treeShape.wordBytes, treeShape.wordsPerChunk),
    resultChildren: chunkTreePath(upload.resultLeaves, index),
    ciphertextChildren: chunkTreePath(upload.ciphertextLeaves, index),
  };
}

function coordinates(key: string): bigint[] {
  return [toBigInt(dataSlice(key, 0, 32)), toBigInt(dataSlice(key, 32))];
}
