import { randomUUID } from "node:crypto";

import { createStorage, type Driver } from "unstorage";

import { blobKeyOf } from "./blobKeyOf.ts";
import type { BlobSink, BlobSource, BlobStreams } from "./blobStreams.ts";

/** Bytes that are held in memory for each blob under way. */
const PART_BYTES = 1_048_576;

/** What makes parts a blob; written last, so that nobody sees half of one. */
interface Manifest {
  readonly id: string;
  readonly parts: number;
  readonly size: number;
}

/**
 * Keeps blobs with any driver of unstorage (S3, Redis …), which know whole values only: in parts of a mebibyte. They
 * are as safe as the driver makes them.
 */
export function createDriverStreams({ driver }: { readonly driver: Driver }): BlobStreams {
  const storage = createStorage({ driver });
  const partKey = (id: string, part: number) => `parts:${id}:${part}`;
  const manifestKey = (cid: string) => `blobs:${blobKeyOf(cid)}`;

  async function remove({ id, parts }: Manifest): Promise<void> {
    for (let part = 0; part < parts; part++) await storage.removeItem(partKey(id, part));
  }

  async function receive(): Promise<BlobSink> {
    const id = randomUUID();
    const buffer = Buffer.allocUnsafe(PART_BYTES);
    let [filled, parts, size] = [0, 0, 0];
    let isOver = false;

    async function write(bytes: Uint8Array): Promise<void> {
      for (let at = 0; at < bytes.length;) {
        const taken = bytes.subarray(at, at + PART_BYTES - filled);
        buffer.set(taken, filled);
        [at, filled, size] = [at + taken.length, filled + taken.length, size + taken.length];
        if (filled === PART_BYTES) await flush();
      }
    }

    async function flush(): Promise<void> {
      if (filled === 0) return;
      const part = Buffer.from(buffer.subarray(0, filled));
      filled = 0;
      await storage.setItemRaw(partKey(id, parts++), part);
    }

    async function keep(cid: string): Promise<void> {
      isOver = true;
      await flush();
      const earlier = await readManifest(cid);
      await storage.setItem(manifestKey(cid), { id, parts, size });
      if (earlier !== undefined) await remove(earlier);
    }

    async function discard(): Promise<void> {
      if (isOver) return;
      isOver = true;
      await remove({ id, parts, size });
    }

    return { write, keep, discard };
  }

  async function readManifest(cid: string): Promise<Manifest | undefined> {
    return (await storage.getItem<Manifest>(manifestKey(cid))) ?? undefined;
  }

  async function open(cid: string): Promise<BlobSource | undefined> {
    const manifest = await readManifest(cid);
    if (manifest === undefined) return undefined;
    const { id, parts, size } = manifest;
    async function* read(): AsyncIterable<Uint8Array> {
      for (let part = 0; part < parts; part++) {
        const bytes: unknown = await storage.getItemRaw(partKey(id, part));
        // A part that is gone ends the blob early, which its reader finds altered.
        if (!(bytes instanceof Uint8Array)) return;
        yield bytes;
      }
    }
    return { size, version: id, read };
  }

  return { receive, open };
}
