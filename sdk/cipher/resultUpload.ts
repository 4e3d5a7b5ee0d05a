/** What a node must remember of an upload: what it commits to, and what it proves challenged chunks with. */
export interface ResultUpload {
  /** Root of the result, committed with the score. */
  readonly resultRoot: bigint;
  /** Root of the ciphertext, committed with the upload. */
  readonly ciphertextRoot: bigint;
  /** Bytes of the result. */
  readonly byteLength: number;
  readonly chunkCount: number;
  readonly context: bigint;
  /** Hex, 64 bytes: to whom. */
  readonly applicationKey: string;
  /** Hex, 64 bytes. */
  readonly ephemeralKey: string;
  /** Hex, 32 bytes. Whoever knows it can read the result. */
  readonly ephemeralSecret: string;
  readonly resultLeaves: readonly bigint[];
  readonly ciphertextLeaves: readonly bigint[];
}
