import type { WriteOptions } from "../client/writeOptions.ts";
import type { JobRecord } from "./jobRecord.ts";

/** Which job. Its registration is read from the chain, unless the caller has read it already. */
export interface JobReference {
  readonly id: string;
  readonly record?: JobRecord;
}

/** Which job, for a write. */
export interface JobWriteParameters extends JobReference, WriteOptions {}

/** Which slot of a job, for a write. */
export interface SlotWriteParameters extends JobWriteParameters {
  /** From 0. */
  readonly slot: bigint;
}
