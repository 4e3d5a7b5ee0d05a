import { downloadBlob } from "../availability/downloadBlob.ts";
import { resultBlob } from "../availability/resultBlob.ts";
import { decryptResult } from "../cipher/decryptResult.ts";
import { encodePoint } from "../cipher/encodePoint.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { BaseError } from "../errors/baseError.ts";
import type { InferenceTimeline } from "./inferenceTimeline.ts";
import type { ResultFile } from "./results/resultFile.ts";
import { unpackResult } from "./results/unpackResult.ts";
import { uploadContextOf } from "./uploadContextOf.ts";

/** Which result. */
export interface DownloadResultParameters {
  /** Base address of a relay. */
  readonly relay: string;
  /** As `readInferenceTask` tells it: its upload must be committed. */
  readonly task: InferenceTimeline;
  /** Root of the result that counts: the task's own, or that of the group's member that uploaded. */
  readonly resultRoot?: string;
  /** Hex, 32 bytes: the application's. */
  readonly encryptionSecret: string;
  readonly signal?: AbortSignal;
}

/**
 * Downloads and decrypts the result of a task.
 *
 * @throws {BaseError} `RESULT_NOT_UPLOADED` before its upload is committed.
 * @throws {RelayError} when the relay does not give it.
 * @throws {CiphertextAlteredError} and others of `decryptResult` when it is not what was committed.
 */
export async function downloadResult(
  { deployment }: MusterClient,
  { relay, task, encryptionSecret, signal, resultRoot = task.file.score.resultRoot }: DownloadResultParameters,
): Promise<ResultFile[]> {
  if (task.uploader === undefined) {
    throw new BaseError("RESULT_NOT_UPLOADED", `The result of ${task.id} is not uploaded yet.`);
  }
  const { chainId, addresses } = deployment;
  const { ciphertextRoot, chunkCount, ephemeralKey } = task.file.upload;
  const upload = { ciphertextRoot: BigInt(ciphertextRoot), chunkCount: Number(chunkCount) };
  const blob = resultBlob({ market: addresses.inference, taskId: task.id, upload });
  const ciphertext = await downloadBlob({ relay, blob, ...(signal && { signal }) });
  const [x, y] = ephemeralKey;
  const context = uploadContextOf({ chainId, market: addresses.inference, id: task.id, node: task.uploader });
  const parts: Uint8Array[] = [];
  const decrypted = decryptResult({
    ciphertext: [ciphertext],
    secretKey: encryptionSecret,
    ephemeralKey: encodePoint({ x, y }),
    context,
    resultRoot: BigInt(resultRoot),
    ciphertextRoot: upload.ciphertextRoot,
  });
  for await (const part of decrypted) parts.push(part.slice());
  return unpackResult(Buffer.concat(parts));
}
