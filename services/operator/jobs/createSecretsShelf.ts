import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { getBytes, hexlify } from "ethers";

/** Secrets as they came: sealed. */
export interface ShelvedSecrets {
  readonly sealed: Uint8Array;
  /** Unix time in milliseconds, as the consumer said it. */
  readonly issuedAt: bigint;
}

/** The sealed secrets of jobs. They are opened for each execution anew, and never lie open on the disk. */
export interface SecretsShelf {
  get(job: string): ShelvedSecrets | undefined;
  put(job: string, secrets: ShelvedSecrets): void;
  drop(job: string): void;
}

/** Keeps one file a job. */
export function createSecretsShelf({ dir }: { readonly dir: string }): SecretsShelf {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pathOf = (job: string) => join(dir, `${job.slice(2)}.json`);

  function get(job: string): ShelvedSecrets | undefined {
    const text = read(pathOf(job));
    if (text === undefined) return undefined;
    const { sealed, issuedAt } = JSON.parse(text) as { sealed: string; issuedAt: string };
    return { sealed: getBytes(sealed), issuedAt: BigInt(issuedAt) };
  }

  function put(job: string, { sealed, issuedAt }: ShelvedSecrets): void {
    const path = pathOf(job);
    const text = JSON.stringify({ sealed: hexlify(sealed), issuedAt: String(issuedAt) });
    writeFileSync(`${path}.part`, text, { mode: 0o600, flush: true });
    renameSync(`${path}.part`, path);
  }

  return { get, put, drop: (job) => rmSync(pathOf(job), { force: true }) };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
