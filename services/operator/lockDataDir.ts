import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { DataDirTakenError } from "./dataDirTakenError.ts";

/** The file that says which process a data directory belongs to. */
export const LOCK_FILE = "node.lock";

/** Directories that nodes of this process hold. */
const held = new Set<string>();

/**
 * Takes a data directory for one node: two with one journal each would vote twice. A lock that a crashed process left
 * behind is taken over.
 *
 * @returns What gives it back.
 * @throws {DataDirTakenError} when another node has it.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, LOCK_FILE);
  if (held.has(path)) throw new DataDirTakenError(dataDir, process.pid);
  claim(path, dataDir);
  held.add(path);
  return () => {
    if (held.delete(path)) rmSync(path, { force: true });
  };
}

function claim(path: string, dataDir: string): void {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = Number(readFileSync(path, "utf8"));
    if (owner !== process.pid && isAlive(owner)) throw new DataDirTakenError(dataDir, owner);
    rmSync(path, { force: true });
    claim(path, dataDir);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
