import { BaseError } from "../errors/baseError.ts";
import { openRecord, type OpenedRecord } from "./resultRecord.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/**
 * The record of a task as the Dispatcher has sealed it, and the distinct results that a callback carries.
 *
 * @throws {BaseError} `TASK_NOT_SEALED` while results can still come.
 */
export function openTaskRecord({ id, submissions, sealedAt }: TaskTimeline): OpenedRecord {
  if (sealedAt === undefined) throw new BaseError("TASK_NOT_SEALED", `Task ${id} can still get results.`);
  return openRecord(submissions, sealedAt);
}
