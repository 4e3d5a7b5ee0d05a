/** What a blob is to its task, with its number on the chain. */
export const blobKinds = { Parameters: 1, Result: 2, Opening: 3 } as const;

/** The task's input, the node's result, or what opens the commitment to a result's score. */
export type BlobKind = keyof typeof blobKinds;

/** Bytes that belong to a task. */
export interface Blob {
  readonly kind: BlobKind;
  /** Address of the task's market. */
  readonly market: string;
  /** 32 bytes of hex. */
  readonly taskId: string;
  /** Which bytes, as 32 bytes of hex: their SHA-256, or for a result the Merkle root of the ciphertext. */
  readonly dataHash: string;
  /** Bytes. */
  readonly size: bigint;
}
