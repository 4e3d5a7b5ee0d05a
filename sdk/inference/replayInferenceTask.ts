import { BaseError } from "../errors/baseError.ts";
import { emptyFile } from "./emptyFile.ts";
import { inferenceErrors } from "./inferenceErrors.ts";
import type { InferenceEvent } from "./inferenceEvent.ts";
import type { InferenceOrder, ScoreRecord, UploadRecord } from "./inferenceOrder.ts";
import { inferenceStatuses } from "./inferenceStatuses.ts";
import type { InferenceTimeline } from "./inferenceTimeline.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Mutable<InferenceTimeline>;
type Fields = Readonly<Record<string, unknown>>;

/** What each event adds to a timeline. */
const fold: Readonly<Record<string, (task: Draft, fields: Fields, block: number) => void>> = {
  InferenceMoved(task, { to }, block) {
    task.status = inferenceStatuses[Number(to)] ?? "None";
    task.movedAt = block;
  },
  TaskReentered(task, { newRound }) {
    task.round = Number(newRound);
    delete task.queue;
  },
  TaskQueued(task, { queue }) {
    task.queue = BigInt(queue as number | bigint);
  },
  TaskStarted(task, { operator }) {
    task.node = Number(operator);
    delete task.queue;
  },
  TaskParametersUploaded(task, { dataHash }) {
    task.parametersHash = String(dataHash);
  },
  TaskScoreReady(task, fields) {
    const { scoreCommitment, resultRoot } = fields as unknown as ScoreRecord;
    task.file = { ...task.file, score: { scoreCommitment, resultRoot } };
  },
  TaskErrorReported(task, { failure }) {
    task.error = inferenceErrors[Number(failure)] ?? "None";
  },
  TaskSampled(task) {
    task.isSampled = true;
  },
  ResultCommitted(task, { operator, round, upload }) {
    const { ciphertextRoot, chunkCount, ephemeralKey } = upload as UploadRecord;
    task.uploader = Number(operator);
    task.round = Number(round);
    task.file = { ...task.file, upload: { ciphertextRoot, chunkCount: BigInt(chunkCount), ephemeralKey } };
  },
  UploadPassed(task, _fields, block) {
    task.movedAt = block;
    delete task.uploader;
    task.file = { ...task.file, upload: emptyFile(task.file.order).upload };
  },
};

/**
 * Rebuilds a task from its events, given in the order of the chain.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when its creation is not among them.
 */
export function replayInferenceTask(id: string, events: readonly InferenceEvent[]): InferenceTimeline {
  const created = events.find(({ name }) => name === "TaskCreated");
  if (!created) throw new BaseError("TASK_UNKNOWN", `No event tells of a task ${id}.`);

  const order = orderOf(created.fields.order);
  const task: Draft = {
    id,
    status: "Queued",
    movedAt: created.block,
    createdAt: created.block,
    creator: order.creator,
    round: Number(created.fields.round),
    isSampled: false,
    file: emptyFile(order),
  };
  for (const { name, fields, block } of events) fold[name]?.(task, fields, block);
  return task;
}

/** Small numbers come as numbers; orders count in bigints throughout. */
function orderOf(value: unknown): InferenceOrder {
  const { terms, keys, creator, createdAt } = value as InferenceOrder;
  const { taskType, minimumVram, requiredGpu, version, size, executionBlocks } = terms;
  const numbers = { taskType, minimumVram, requiredGpu, version, size, executionBlocks };
  const wide = Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, BigInt(number)]));
  return { terms: { ...terms, ...wide } as InferenceOrder["terms"], keys, creator, createdAt: BigInt(createdAt) };
}
