import { toBeHex } from "ethers";

import { treeShape } from "../../sdk/cipher/treeShape.ts";
import type { ResultUpload } from "../../sdk/cipher/resultUpload.ts";
import { uploadSignals } from "../../sdk/cipher/uploadSignals.ts";
import type { UploadRecord } from "../../sdk/inference/inferenceOrder.ts";
import { proveCircuit, type ProveCircuitReturnType } from "../../sdk/proofs/proveCircuit.ts";
import { encryptBytes } from "./encryptBytes.ts";
import { pointOf } from "./inferenceMarket.ts";
import { readCircuitFiles } from "./readCircuitFiles.ts";

/** A result that was really encrypted, and real proofs of its chunks. */
export interface RealUpload {
  readonly ciphertext: Uint8Array;
  readonly upload: ResultUpload;
  /** 32 bytes of hex, as a score is committed with. */
  readonly resultRoot: string;
  /** As a node commits to it. */
  readonly record: UploadRecord;
  /** Proves a chunk: a second or two the first time. */
  prove(index: number): Promise<ProveCircuitReturnType>;
}

/** For whom a result is encrypted, and bound to what. */
export interface RealUploadParameters {
  readonly bytes: Uint8Array;
  /** Hex, 64 bytes. */
  readonly applicationKey: string;
  readonly context: bigint;
  /** Hex, 32 bytes. */
  readonly ephemeralSecret: string;
}

/** Encrypts a result as a node does. */
export async function createRealUpload({ bytes, ...parameters }: RealUploadParameters): Promise<RealUpload> {
  const { ciphertext, upload } = await encryptBytes(bytes, parameters);
  const proofs = new Map<number, Promise<ProveCircuitReturnType>>();
  const prove = (index: number) => {
    const chunk = bytes.subarray(index * treeShape.chunkBytes, (index + 1) * treeShape.chunkBytes);
    return proveCircuit({ signals: uploadSignals({ upload, index, chunk }), ...readCircuitFiles("result-upload") });
  };
  return {
    ciphertext,
    upload,
    resultRoot: toBeHex(upload.resultRoot, 32),
    record: {
      ciphertextRoot: toBeHex(upload.ciphertextRoot, 32),
      chunkCount: BigInt(upload.chunkCount),
      ephemeralKey: pointOf(upload.ephemeralKey),
    },
    prove: async (index) => {
      const known = proofs.get(index) ?? prove(index);
      proofs.set(index, known);
      return known;
    },
  };
}
