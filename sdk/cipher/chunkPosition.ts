const COUNT_SHIFT = 32n;

/**
 * Count of chunks and index of one in a single number, as the circuit `result-upload` takes them.
 *
 * @param chunkCount Chunks of the upload.
 * @param index Place of the challenged one, from 0.
 */
export function chunkPosition(chunkCount: number, index: number): bigint {
  return (BigInt(chunkCount) << COUNT_SHIFT) | BigInt(index);
}
