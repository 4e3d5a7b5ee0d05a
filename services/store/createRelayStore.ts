import { BlobRefusedError } from "./blobRefusedError.ts";
import type { BlobReader, BlobWriter } from "./createBlobStore.ts";
import { fetchBlob } from "./fetchBlob.ts";
import { uploadBlob, type UploadBlobParameters } from "./uploadBlob.ts";

/** Relays to read from, and one to write to. */
export interface CreateRelayStoreParameters {
  /** Base addresses of relays, asked in this order. */
  readonly sources: readonly string[];
  /** Bytes of the largest blob to fetch. */
  readonly maxBytes: number;
  /** Milliseconds for a whole fetch, or a whole upload. */
  readonly timeoutMs: number;
  /** Where blobs are put, and by what right; without it, nothing can be. */
  readonly upload?: Pick<UploadBlobParameters, "relay" | "auth">;
}

/** A store that others keep. `get` and `put` throw what `fetchBlob` and `uploadBlob` throw. */
export function createRelayStore(parameters: CreateRelayStoreParameters): BlobReader & BlobWriter {
  const { sources, maxBytes, timeoutMs, upload } = parameters;
  return {
    get: (uri) => fetchBlob({ uri, sources, maxBytes, timeoutMs }),
    async put(bytes) {
      if (upload === undefined) throw new BlobRefusedError("No relay", "none to upload to is set");
      return uploadBlob({ ...upload, bytes, timeoutMs });
    },
  };
}
