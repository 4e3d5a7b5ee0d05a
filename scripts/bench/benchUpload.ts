import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { id, toBeHex, toUtf8Bytes } from "ethers";

import { buildTree } from "../../sdk/availability/buildTree.ts";
import { resultBlob } from "../../sdk/availability/resultBlob.ts";
import { decodePoint } from "../../sdk/cipher/decodePoint.ts";
import { encryptResult } from "../../sdk/cipher/encryptResult.ts";
import type { ResultUpload } from "../../sdk/cipher/resultUpload.ts";
import { uploadSignals } from "../../sdk/cipher/uploadSignals.ts";
import { uploadContextOf } from "../../sdk/inference/uploadContextOf.ts";
import { proveCircuit } from "../../sdk/proofs/proveCircuit.ts";
import type { UploadRecord } from "../../sdk/inference/inferenceOrder.ts";
import { circuitKeys } from "../circuits/circuitKeys.ts";
import type { Bench } from "./createBench.ts";
import type { InferenceStage } from "./inferenceStage.ts";

/** A chunk. */
const RESULT = toUtf8Bytes("a result of a chunk that says nothing new. ".repeat(11));
/** Blobs that a relay publishes together, and with them the length of a proof. */
const BLOBS = 100;

/** A result that was really encrypted. */
export interface BenchUpload {
  /** 32 bytes of hex, as a score is committed with. */
  readonly resultRoot: string;
  readonly record: UploadRecord;
  readonly upload: ResultUpload;
}

/** Encrypts the result of a task as its node does. */
export async function encryptBenchResult(
  { bench, encryptionKey }: InferenceStage,
  { id: task, node }: { readonly id: string; readonly node: number },
): Promise<BenchUpload> {
  const place = { chainId: Number(bench.deployment.chainId), market: String(bench.inference.target) };
  const { ciphertext, upload: finish } = encryptResult({
    result: [RESULT],
    applicationKey: encryptionKey,
    context: uploadContextOf({ ...place, id: task, node }),
    ephemeralSecret: toBeHex(BigInt(id(`muster.bench.ephemeral.${task}`)) >> 8n, 32),
  });
  for await (const _ of ciphertext);
  const upload = finish();
  const { x, y } = decodePoint(upload.ephemeralKey);
  const record: UploadRecord = {
    ciphertextRoot: toBeHex(upload.ciphertextRoot, 32),
    chunkCount: BigInt(upload.chunkCount),
    ephemeralKey: [x, y],
  };
  return { resultRoot: toBeHex(upload.resultRoot, 32), record, upload };
}

/** Publishes a result among others, and returns what shows that it is there. */
export async function publishBenchResult(
  { inference, availability, governor, mined, overrides }: Bench,
  task: string,
  { upload }: BenchUpload,
) {
  const blob = resultBlob({ market: String(inference.target), taskId: task, upload });
  const others = Array.from({ length: BLOBS - 1 }, (_, index) => ({ ...blob, taskId: id(`${task}.${index}`) }));
  const { root, proofOf } = buildTree([blob, ...others]);
  await mined(availability.connect(governor).publishRoot(root, overrides));
  const { dataHash, size } = blob;
  return { publisher: governor.address, root, dataHash, size, proof: proofOf(blob) };
}

/** Proves the one chunk with the circuit: a second or two. */
export async function proveBenchUpload({ upload }: BenchUpload) {
  const { wasm, zkey } = circuitKeys("result-upload");
  const program = new Uint8Array(gunzipSync(readFileSync(wasm)));
  return proveCircuit({ signals: uploadSignals({ upload, index: 0, chunk: RESULT }), wasm: program, zkey });
}
