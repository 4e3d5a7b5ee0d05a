import { buildJob, type BuiltJob } from "./buildJob.ts";
import type { JobFile } from "./jobFile.ts";
import { readJson } from "./readJson.ts";

/**
 * Reads a job from a JSON file.
 *
 * @param path The file.
 * @param now The chain's time, in milliseconds.
 * @throws {InputError} when it holds no job.
 */
export function readJobFile(path: string, now: bigint): BuiltJob {
  return buildJob(readJson(path) as Partial<JobFile>, now, path);
}
