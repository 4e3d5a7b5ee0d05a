import type { BlobSink, BlobSource, BlobStreams } from "../store/blobStreams.ts";
import { isBlobIntact } from "../store/isBlobIntact.ts";
import { RelayRefusedError } from "./relayRefusedError.ts";

/** Blobs that are known to be intact; the oldest are looked through again. */
const REMEMBERED = 10_000;

/** Blobs that are looked through before they are given away. */
export interface BlobShelf {
  receive(): Promise<BlobSink>;
  /** Whether a blob is there and intact. */
  has(cid: string): Promise<boolean>;
  /** @throws {RelayRefusedError} `RELAY_BLOB_UNKNOWN`, or `RELAY_BLOB_ALTERED` when it is not what it was. */
  open(cid: string): Promise<BlobSource>;
}

/** Puts a guard before blobs: what was altered on the disk is not given away. */
export function createBlobShelf(streams: BlobStreams): BlobShelf {
  const intact = new Map<string, string>();

  async function open(cid: string): Promise<BlobSource> {
    const source = await streams.open(cid);
    if (source === undefined) throw new RelayRefusedError("RELAY_BLOB_UNKNOWN", `There is no ${cid}`);
    if (await isIntact(cid, source)) return source;
    throw new RelayRefusedError("RELAY_BLOB_ALTERED", `The bytes of ${cid} are not what they were`);
  }

  async function has(cid: string): Promise<boolean> {
    const source = await streams.open(cid);
    return source !== undefined && isIntact(cid, source);
  }

  async function isIntact(cid: string, source: BlobSource): Promise<boolean> {
    if (intact.get(cid) === source.version) return true;
    if (!(await isBlobIntact(cid, source))) return false;
    intact.set(cid, source.version);
    for (const oldest of intact.keys()) if (intact.size > REMEMBERED) intact.delete(oldest);
    return true;
  }

  return { receive: () => streams.receive(), has, open };
}
