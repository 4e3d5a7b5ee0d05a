/**
 * How results are cut and their chunks hashed together. The circuit `result-upload` has the same numbers.
 *
 * A tree has always `depth` levels; leaves beyond the last chunk are zero.
 */
export const treeShape = {
  /** Bytes of a result in one field element. */
  wordBytes: 31,
  wordsPerChunk: 16,
  /** Bytes of a result in one chunk. */
  chunkBytes: 496,
  /** Bytes of a ciphertext in one chunk: an element takes 32. */
  encryptedChunkBytes: 512,
  /** Bytes behind the last chunk of a ciphertext: the result's length, big-endian. */
  lengthBytes: 8,
  arity: 8,
  depth: 5,
  maxChunks: 32_768,
  /** Longest result, 16.25 MB. */
  maxBytes: 16_252_928,
} as const;
