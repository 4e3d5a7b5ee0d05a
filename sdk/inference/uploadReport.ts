import type { InferenceFile } from "./inferenceOrder.ts";

/** An upload that is reported. */
export interface UploadReport {
  /** The task's id. */
  readonly id: string;
  /** As `readInferenceTask` tells it. */
  readonly file: InferenceFile;
  /** Members of its group in the order in which they may upload; empty where it stands alone. */
  readonly tasks: readonly string[];
  /** The file of the group's task whose node uploads; the same where it stands alone. */
  readonly source: InferenceFile;
}
