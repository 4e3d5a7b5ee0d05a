import { chunkTreeRoot } from "./chunkTreeRoot.ts";
import { cutBytes, type ByteSource } from "./cutBytes.ts";
import { giveWay } from "./giveWay.ts";
import { hashChunk } from "./hashChunk.ts";
import { readWords } from "./readWords.ts";
import { ResultLengthError } from "./resultLengthError.ts";
import { treeShape } from "./treeShape.ts";

/**
 * The root of a result, which a node commits to with its score.
 *
 * @throws {ResultLengthError} when the result is empty or too long.
 */
export async function hashResult(result: ByteSource): Promise<bigint> {
  const leaves: bigint[] = [];
  let byteLength = 0;
  for await (const bytes of cutBytes(result, treeShape.chunkBytes)) {
    byteLength += bytes.length;
    if (leaves.length === treeShape.maxChunks) throw new ResultLengthError(byteLength);
    leaves.push(hashChunk(readWords(bytes, treeShape.wordBytes, treeShape.wordsPerChunk)));
    await giveWay(leaves.length);
  }
  if (byteLength === 0) throw new ResultLengthError(byteLength);
  return chunkTreeRoot(leaves, byteLength);
}
