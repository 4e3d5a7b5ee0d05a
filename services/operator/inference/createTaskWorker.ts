import { type ContractTransaction, hexlify, toBeHex } from "ethers";

import type { Blob } from "../../../sdk/availability/blob.ts";
import { downloadBlob } from "../../../sdk/availability/downloadBlob.ts";
import { fetchProof } from "../../../sdk/availability/fetchProof.ts";
import { hashBytes } from "../../../sdk/availability/hashBytes.ts";
import { listBlobs } from "../../../sdk/availability/listBlobs.ts";
import { RelayError } from "../../../sdk/availability/relayError.ts";
import { resultBlob } from "../../../sdk/availability/resultBlob.ts";
import { uploadBlob } from "../../../sdk/availability/uploadBlob.ts";
import { decodePoint } from "../../../sdk/cipher/decodePoint.ts";
import { encodePoint } from "../../../sdk/cipher/encodePoint.ts";
import { encryptResult } from "../../../sdk/cipher/encryptResult.ts";
import { hashResult } from "../../../sdk/cipher/hashResult.ts";
import type { ResultUpload } from "../../../sdk/cipher/resultUpload.ts";
import { treeShape } from "../../../sdk/cipher/treeShape.ts";
import { uploadSignals } from "../../../sdk/cipher/uploadSignals.ts";
import { fileStruct } from "../../../sdk/inference/fileStruct.ts";
import { hashScoreCommitment } from "../../../sdk/inference/hashScoreCommitment.ts";
import { inclusionStruct } from "../../../sdk/inference/inclusionStruct.ts";
import { type InferenceErrorName, inferenceErrors } from "../../../sdk/inference/inferenceErrors.ts";
import type { InferenceFile, ScoreOpening } from "../../../sdk/inference/inferenceOrder.ts";
import type { ModelId } from "../../../sdk/inference/models/modelId.ts";
import { ParametersMismatchError } from "../../../sdk/inference/parametersMismatchError.ts";
import { readAgreedGroup } from "../../../sdk/inference/readAgreedGroup.ts";
import { readInferenceTask, type ReadInferenceTaskReturnType } from "../../../sdk/inference/readInferenceTask.ts";
import { receiveParameters } from "../../../sdk/inference/receiveParameters.ts";
import { packResult } from "../../../sdk/inference/results/packResult.ts";
import { sealOpening } from "../../../sdk/inference/sealOpening.ts";
import { uploadReportStruct } from "../../../sdk/inference/uploadReportStruct.ts";
import { uploadContextOf } from "../../../sdk/inference/uploadContextOf.ts";
import type { ResultShelf, ShelvedResult } from "./createResultShelf.ts";
import { deriveSecret } from "./deriveSecret.ts";
import type { InferenceRole } from "./inferenceRole.ts";

/** Parameters that cannot be had by then are reported as unavailable: the rest is for the report. */
const FETCH_SHARE = 0.75;

/** What a worker works with. */
export interface CreateTaskWorkerParameters extends InferenceRole {
  readonly shelf: ResultShelf;
  readonly send: (key: string, transaction: ContractTransaction) => Promise<void>;
  readonly isSending: (key: string) => boolean;
  readonly waits: (id: string, reason: string, message: string) => void;
  readonly stopping: AbortSignal;
  /** The operator. */
  readonly self: () => number;
}

/** Knows what a node has to do for a task. */
export interface TaskWorker {
  /** The next thing to do for a task, or `undefined` while others have to do something first. */
  nextJob(task: ReadInferenceTaskReturnType, head: number): (() => Promise<void>) | undefined;
}

/** Does what a node owes its tasks, one step after the other. */
export function createTaskWorker(parameters: CreateTaskWorkerParameters): TaskWorker {
  const { client, signer, encryptionSecret, relay, engine, proveUpload, shelf, self } = parameters;
  const { send, isSending, waits, stopping, logger } = parameters;
  const { inference, beacon, deployment } = client;
  const { chainId, addresses } = deployment;
  const market = addresses.inference;
  const { pollIntervalMs } = parameters;
  const pace = pollIntervalMs === undefined ? {} : { pollIntervalMs };
  const scope = { chainId, availability: addresses.availability };
  /** Encrypted, until they are proven; made again after a restart. */
  const uploads = new Map<string, { readonly upload: ResultUpload; readonly packed: Uint8Array }>();

  function nextJob(task: ReadInferenceTaskReturnType, head: number): (() => Promise<void>) | undefined {
    const { id, settledStatus: status, deadline = Infinity } = task;
    if (isSending(id)) return undefined;
    if (head + 1 >= deadline) return late(task);
    if (status === "ParametersUploaded" && task.node === self()) return () => compute(task, head);
    if (status !== "Validated" && status !== "GroupValidated") return wait(task);
    if (task.uploader === self()) return () => prove(task);
    return task.uploader === undefined ? () => upload(task) : undefined;
  }

  /** Whoever is not to blame for a deadline gains by saying that it is over. */
  function late(task: ReadInferenceTaskReturnType): (() => Promise<void>) | undefined {
    const { id, settledStatus: status, file } = task;
    const isBlameless = status === "Started" || status === "ScoreReady" || status === "ErrorReported";
    if (!isBlameless) return void waits(id, "late", "The time for this task is over");
    return async () => send(id, await inference.abortTask.populateTransaction(id, fileStruct(file)));
  }

  function wait({ id, settledStatus }: ReadInferenceTaskReturnType): undefined {
    const messages: Partial<Record<typeof settledStatus, string>> = {
      Started: "Waiting for the application's parameters",
      ScoreReady: "Waiting for the application to validate the score",
      ErrorReported: "Waiting for the application to take note of the error",
    };
    waits(id, settledStatus, messages[settledStatus] ?? "Waiting for others");
  }

  /* COMPUTING */

  async function compute(task: ReadInferenceTaskReturnType, head: number): Promise<void> {
    const { id } = task;
    const known = await shelf.get(id);
    if (known !== undefined) return submit(task, known);
    const bytes = await fetchParameters(task, head);
    if (bytes === undefined) return;

    logger.info({ event: "taskBegun", taskId: id }, "Computing a task");
    const outcome = await engine.run(bytes, task.file.order.terms.models as ModelId[], stopping);
    if (outcome.kind === "aborted") return giveBack(task, head);
    if (outcome.kind === "error") return report(id, outcome.error, outcome.reason);
    const result = { packed: packResult(outcome.files), score: hexlify(outcome.score) };
    await shelf.put(id, result);
    await submit(task, result);
  }

  async function fetchParameters(task: ReadInferenceTaskReturnType, head: number): Promise<Uint8Array | undefined> {
    const { id, parametersHash, movedAt, deadline = Infinity } = task;
    try {
      const blobs = await listBlobs({ relay, market, taskId: id, signal: stopping });
      const blob = blobs.find(({ kind, dataHash }) => kind === "Parameters" && dataHash === parametersHash);
      if (blob === undefined) throw new RelayError(relay, "RELAY_BLOB_UNKNOWN", "it has no such parameters");
      const ciphertext = await downloadBlob({ relay, blob, signal: stopping });
      const commitment = task.file.order.terms.parametersCommitment;
      return receiveParameters({ ciphertext, secretKey: encryptionSecret, chainId, market, id, commitment });
    } catch (error) {
      if (error instanceof ParametersMismatchError) await report(id, "ParametersMismatch", error.message);
      else if (!(error instanceof RelayError)) throw error;
      else if (head < movedAt + (deadline - movedAt) * FETCH_SHARE) waits(id, error.code, error.message);
      else await report(id, "ParametersUnavailable", error.message);
      return undefined;
    }
  }

  async function report(id: string, error: InferenceErrorName, reason: string): Promise<void> {
    logger.warn({ event: "taskFailed", taskId: id, error, reason }, "Reporting an error");
    await send(id, await inference.reportError.populateTransaction(id, inferenceErrors.indexOf(error)));
  }

  async function giveBack({ id, movedAt, file }: ReadInferenceTaskReturnType, head: number): Promise<void> {
    const { download } = (await inference.settings()).periods;
    if (head + 1 < movedAt + Number(download)) return waits(id, "modelMissing", "Could not fetch its models yet");
    await send(id, await inference.abortDownload.populateTransaction(id, fileStruct(file)));
  }

  /** The opening goes first: a score that cannot be opened is as good as none. */
  async function submit(task: ReadInferenceTaskReturnType, { packed, score }: ShelvedResult): Promise<void> {
    const { id, file } = task;
    const salt = deriveSecret({ secretKey: encryptionSecret, purpose: "salt", taskId: id });
    const opening: ScoreOpening = { score, salt };
    const resultRoot = toBeHex(await hashResult([packed]), 32);
    const { encryptionKey } = file.order.keys;
    const bytes = sealOpening({ opening, encryptionKey, chainId, market, id });
    const size = BigInt(bytes.length);
    const blob: Blob = { kind: "Opening", market, taskId: id, dataHash: hashBytes(bytes), size };
    await uploadBlob({ ...scope, relay, signer, blob, bytes, signal: stopping });
    const scoreCommitment = hashScoreCommitment({ id, node: self(), resultRoot, opening });
    await send(id, await inference.submitScore.populateTransaction(id, { scoreCommitment, resultRoot }));
  }

  /* UPLOADING */

  async function upload(task: ReadInferenceTaskReturnType): Promise<void> {
    const source = await sourceOf(task);
    if (source === undefined) return waits(task.id, "othersTurn", "Waiting for another member of the group to upload");
    const { upload: made, ciphertext } = await encrypt(task, source.id);
    const blob = resultBlob({ market, taskId: task.id, upload: made });
    const digest = hashBytes(ciphertext);
    await uploadBlob({ ...scope, relay, signer, blob, bytes: ciphertext, digest, signal: stopping });
    const { root, proof, publisher } = await fetchProof({ relay, blob, ...pace, signal: stopping });
    const { x, y } = decodePoint(made.ephemeralKey);
    const file: InferenceFile = {
      ...task.file,
      upload: { ciphertextRoot: blob.dataHash, chunkCount: BigInt(made.chunkCount), ephemeralKey: [x, y] },
    };
    const inclusion = inclusionStruct({ publisher, root, dataHash: blob.dataHash, size: blob.size, proof });
    await send(task.id, await inference.commitUpload.populateTransaction(task.id, fileStruct(file), inclusion));
  }

  /** The group's task that this node computed, when it is its turn to upload; the task itself where it stands alone. */
  async function sourceOf(
    task: ReadInferenceTaskReturnType,
  ): Promise<{ readonly id: string; readonly file: InferenceFile; readonly tasks: readonly string[] } | undefined> {
    if (task.settledStatus === "Validated") return { id: task.id, file: task.file, tasks: [] };
    const { tasks, nodes, turn } = await readAgreedGroup(client, { id: task.id });
    const id = tasks[turn];
    if (id === undefined || nodes[turn] !== self()) return undefined;
    return { id, file: (await readInferenceTask(client, { id })).file, tasks };
  }

  /** The same bytes each time: the key follows from the node's secret. */
  async function encrypt(task: ReadInferenceTaskReturnType, sourceId: string) {
    const result = await shelf.get(sourceId);
    if (result === undefined) throw new RangeError(`The result of ${sourceId} is not on this node's disk any more`);
    const [x, y] = task.file.order.keys.encryptionKey;
    const { ciphertext, upload: finish } = encryptResult({
      result: [result.packed],
      applicationKey: encodePoint({ x, y }),
      context: uploadContextOf({ chainId, market, id: task.id, node: self() }),
      ephemeralSecret: deriveSecret({ secretKey: encryptionSecret, purpose: "ephemeral", taskId: task.id }),
    });
    const pieces: Uint8Array[] = [];
    for await (const piece of ciphertext) pieces.push(piece);
    const made = { upload: finish(), packed: result.packed };
    uploads.set(task.id, made);
    return { ...made, ciphertext: new Uint8Array(Buffer.concat(pieces)) };
  }

  /* PROVING */

  async function prove(task: ReadInferenceTaskReturnType): Promise<void> {
    const { id, file, round } = task;
    if (await beacon.isVoid(round)) return send(id, await inference.reenterUpload.populateTransaction(id));
    if (!(await beacon.isAnswered(round))) return waits(id, "roundUnanswered", "Waiting for the choice of chunks");

    const source = await sourceOf(task);
    if (source === undefined) return;
    const { upload: made, packed } = uploads.get(id) ?? (await encrypt(task, source.id));
    const indices = await inference.challengesOf(id, file.upload.chunkCount);
    const proofs = [];
    for (const index of indices.map(Number)) {
      logger.info({ event: "proving", taskId: id, chunk: index }, "Proving a chunk");
      const { chunkBytes } = treeShape;
      const chunk = packed.subarray(index * chunkBytes, (index + 1) * chunkBytes);
      proofs.push(await proveUpload(uploadSignals({ upload: made, index, chunk }), stopping));
    }
    const { tasks } = source;
    const report = uploadReportStruct({ id, file, tasks, source: source.id === id ? file : source.file });
    await send(id, await inference.reportResultUploaded.populateTransaction([report], proofs));
    uploads.delete(id);
  }

  return { nextJob };
}
