import type { InferenceErrorName } from "./inferenceErrors.ts";
import type { InferenceFile } from "./inferenceOrder.ts";
import type { InferenceStatusName } from "./inferenceStatuses.ts";

/** A task as its events tell it. Times are blocks. */
export interface InferenceTimeline {
  readonly id: string;
  /** As its events left it; the clock may have ended it since, see `readInferenceTask`. */
  readonly status: InferenceStatusName;
  /** When the status began. */
  readonly movedAt: number;
  readonly createdAt: number;
  readonly creator: string;
  /** The beacon's round that it waits for, or was drawn by; once its upload is committed, the one that challenges it. */
  readonly round: number;
  /** The queue in which it waits. */
  readonly queue?: bigint;
  /** Operator of the node that was drawn. */
  readonly node?: number;
  /** Hash of the encrypted parameters, once they are served. */
  readonly parametersHash?: string;
  readonly error?: InferenceErrorName;
  /** Whether its creator proved that it was sampled. */
  readonly isSampled: boolean;
  /** Operator that committed an upload; `undefined` again when the turn passed on. */
  readonly uploader?: number;
  /** Carries what calls need of it. */
  readonly file: InferenceFile;
}
