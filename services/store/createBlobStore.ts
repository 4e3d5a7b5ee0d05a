import { createStorage, type Driver } from "unstorage";
import fileSystem from "unstorage/drivers/fs-lite";

import { BlobAlteredError } from "./blobAlteredError.ts";
import { BlobMissingError } from "./blobMissingError.ts";
import { BlobTooLargeError } from "./blobTooLargeError.ts";
import { blobKeyOf } from "./blobKeyOf.ts";
import { blobUriOf } from "./blobUriOf.ts";
import { parseBlobReference } from "./parseBlobReference.ts";

const DEFAULT_MAX_BLOB_BYTES = 16 * 1024 * 1024;

/** Takes bytes and gives them a name. */
export interface BlobWriter {
  /**
   * @returns `ipfs://<CID>`
   * @throws BlobTooLargeError
   */
  put(bytes: Uint8Array): Promise<string>;
}

/** Finds bytes by their name, and gives none but those. */
export interface BlobReader {
  /**
   * @param reference `ipfs://<CID>` or `https://<relay>/blobs/<CID>`.
   * @throws BlobReferenceMalformedError
   * @throws BlobMissingError
   * @throws BlobAlteredError
   */
  get(reference: string): Promise<Uint8Array>;
}

/** Blobs by content. */
export interface BlobStore extends BlobWriter, BlobReader {
  readonly maxBlobBytes: number;
  /** @throws BlobReferenceMalformedError */
  has(reference: string): Promise<boolean>;
}

/** Where blobs are kept: a folder, or any driver of unstorage (S3, Redis …). */
export type CreateBlobStoreParameters = ({ readonly dir: string } | { readonly driver: Driver }) & {
  /** Bytes of the largest blob; 16 MiB by default. */
  readonly maxBlobBytes?: number;
};

/** Keeps blobs under their digest, which it checks whenever it reads. */
export function createBlobStore(parameters: CreateBlobStoreParameters): BlobStore {
  const { maxBlobBytes = DEFAULT_MAX_BLOB_BYTES } = parameters;
  const driver = "driver" in parameters ? parameters.driver : fileSystem({ base: parameters.dir });
  const storage = createStorage({ driver });
  /** A file is there before its bytes are: who reads meanwhile waits. */
  const writing = new Map<string, Promise<void>>();

  async function put(bytes: Uint8Array): Promise<string> {
    if (bytes.length > maxBlobBytes) throw new BlobTooLargeError("This blob", maxBlobBytes);
    const uri = blobUriOf(bytes);
    const key = blobKeyOf(parseBlobReference(uri).cid);
    const written = writing.get(key) ?? write(key, uri, bytes).finally(() => writing.delete(key));
    writing.set(key, written);
    await written;
    return uri;
  }

  /** What a crash left half written is written again; what is whole is left alone, for it may be being read. */
  async function write(key: string, uri: string, bytes: Uint8Array): Promise<void> {
    const found = await read(key);
    if (found === undefined || blobUriOf(found) !== uri) await storage.setItemRaw(key, bytes);
  }

  async function get(reference: string): Promise<Uint8Array> {
    const blob = parseBlobReference(reference);
    const key = blobKeyOf(blob.cid);
    await writing.get(key);
    const bytes = await read(key);
    if (bytes === undefined) throw new BlobMissingError(blob.uri, "it is not in this store");
    if (blobUriOf(bytes) !== blob.uri) throw new BlobAlteredError(blob.uri, "this store was tampered with");
    return bytes;
  }

  async function read(key: string): Promise<Uint8Array | undefined> {
    const value: unknown = await storage.getItemRaw(key);
    return value instanceof Uint8Array ? value : undefined;
  }

  const has = (reference: string) => storage.hasItem(blobKeyOf(parseBlobReference(reference).cid));
  return { maxBlobBytes, put, get, has };
}
