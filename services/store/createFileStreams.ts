import { randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { blobKeyOf } from "./blobKeyOf.ts";
import type { BlobSink, BlobSource, BlobStreams } from "./blobStreams.ts";

/** Where what is not whole yet lies. */
const INCOMING = ".incoming";

/**
 * Keeps blobs in a folder, in the same places as `createBlobStore` does. What is kept has reached the disk before
 * `keep` resolves. What a crash left half written is removed.
 */
export function createFileStreams({ dir }: { readonly dir: string }): BlobStreams {
  const incoming = join(dir, INCOMING);
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  const pathOf = (cid: string) => join(dir, ...blobKeyOf(cid).split(":"));

  async function receive(): Promise<BlobSink> {
    const path = join(incoming, randomUUID());
    const file = await open(path, "wx", 0o600);
    let isOver = false;

    async function write(part: Uint8Array): Promise<void> {
      for (let at = 0; at < part.length;) at += (await file.write(part, at)).bytesWritten;
    }

    async function keep(cid: string): Promise<void> {
      isOver = true;
      await file.sync();
      await file.close();
      const folder = dirname(pathOf(cid));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(path, pathOf(cid));
      // A new name is safe only once its folder is.
      for (const each of [folder, dir]) await syncFolder(each);
    }

    async function discard(): Promise<void> {
      if (isOver) return;
      isOver = true;
      await file.close();
      await rm(path, { force: true });
    }

    return { write, keep, discard };
  }

  async function find(cid: string): Promise<BlobSource | undefined> {
    const path = pathOf(cid);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const version = [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(":");
    return { size: found.size, version, read: () => createReadStream(path) };
  }

  return { receive, open: find };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
