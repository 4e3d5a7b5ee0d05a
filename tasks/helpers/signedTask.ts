import type { TaskInfo } from "../../sdk/attestation/taskInfo.ts";

/** A task that its performer signed. */
export interface SignedTask {
  readonly info: TaskInfo;
  /** Hex. */
  readonly performerSignature: string;
}
