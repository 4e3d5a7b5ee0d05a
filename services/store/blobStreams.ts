/** Takes the bytes of one blob as they come. */
export interface BlobSink {
  write(part: Uint8Array): Promise<void>;
  /** Keeps the bytes under a name; resolves when they are safe. What was there under that name gives way. */
  keep(cid: string): Promise<void>;
  /** Forgets them; does nothing once they are kept. */
  discard(): Promise<void>;
}

/** A blob that is there, be it intact or not. */
export interface BlobSource {
  /** Bytes. */
  readonly size: number;
  /** Another one once the bytes were written anew. */
  readonly version: string;
  read(): AsyncIterable<Uint8Array>;
}

/** Keeps blobs of any size without ever having a whole one in memory. */
export interface BlobStreams {
  receive(): Promise<BlobSink>;
  /** `undefined` when it is not there. */
  open(cid: string): Promise<BlobSource | undefined>;
}
