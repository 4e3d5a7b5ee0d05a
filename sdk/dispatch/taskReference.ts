import type { WriteOptions } from "../client/writeOptions.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/** Which task. Its events are read from the chain, unless the caller has read them already. */
export interface TaskReference {
  readonly id: string;
  readonly timeline?: TaskTimeline;
}

/** Which task, for a write. */
export interface TaskWriteParameters extends TaskReference, WriteOptions {}
