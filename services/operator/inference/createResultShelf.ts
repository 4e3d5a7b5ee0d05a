import { mkdirSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hexlify, getBytes } from "ethers";

/** What a task came to on this node. */
export interface ShelvedResult {
  /** As `packResult` packed it. */
  readonly packed: Uint8Array;
  /** Hex, as the chain compares it. */
  readonly score: string;
}

/** Finished results, so that a restart need not compute them again. Nothing depends on it but time. */
export interface ResultShelf {
  get(taskId: string): Promise<ShelvedResult | undefined>;
  /** Resolves when it is on the disk. */
  put(taskId: string, result: ShelvedResult): Promise<void>;
  drop(taskId: string): Promise<void>;
}

/** Keeps results as files: the length of the score in one byte, the score, and the result. */
export function createResultShelf({ dir }: { readonly dir: string }): ResultShelf {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pathOf = (taskId: string) => join(dir, `${taskId.slice(2)}.result`);

  return {
    async get(taskId) {
      const bytes = await readFile(pathOf(taskId)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      if (bytes === undefined) return undefined;
      const end = 2 + bytes.readUInt16BE(0);
      return { score: hexlify(bytes.subarray(2, end)), packed: new Uint8Array(bytes.subarray(end)) };
    },
    async put(taskId, { packed, score }) {
      const head = Buffer.alloc(2);
      head.writeUInt16BE((score.length - 2) / 2);
      const part = `${pathOf(taskId)}.part`;
      await writeFile(part, Buffer.concat([head, getBytes(score), packed]), { mode: 0o600, flush: true });
      await rename(part, pathOf(taskId));
    },
    drop: (taskId) => rm(pathOf(taskId), { force: true }),
  };
}
