import { mkdirSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hashScript } from "../../../sdk/jobs/hashScript.ts";
import type { JobRecord } from "../../../sdk/jobs/jobRecord.ts";
import { fetchScript, type FetchScriptTerms } from "./fetchScript.ts";

/** The scripts of the jobs that a processor has taken on. */
export interface ScriptShelf {
  /**
   * A job's script; fetched the first time, and kept, so that who acknowledged a job can run it.
   *
   * @throws {ContentRefusedError}
   * @throws {ContentUnavailableError}
   */
  get(record: JobRecord, signal?: AbortSignal): Promise<string>;
  drop(record: JobRecord): Promise<void>;
}

/** Keeps scripts as files under their hash. */
export function createScriptShelf({ dir, ...terms }: FetchScriptTerms & { readonly dir: string }): ScriptShelf {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pathOf = (hash: string) => join(dir, `${hash.slice(2)}.js`);

  async function get({ terms: { script: hash }, details }: JobRecord, signal?: AbortSignal): Promise<string> {
    const path = pathOf(hash);
    const kept = await readFile(path, "utf8").catch(() => undefined);
    if (kept !== undefined && hashScript(kept) === hash) return kept;
    const source = await fetchScript({ uri: details.scriptUri, hash }, terms, signal);
    await writeFile(`${path}.part`, source, { mode: 0o600, flush: true });
    await rename(`${path}.part`, path);
    return source;
  }

  return { get, drop: ({ terms: { script } }) => rm(pathOf(script), { force: true }) };
}
