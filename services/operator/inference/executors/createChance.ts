import { createHash } from "node:crypto";

const WORD_BYTES = 4;

/**
 * Whole numbers from 0 up to 2^32 - 1 that every machine draws alike: SHA-256 of a name and a counter, eight numbers a
 * digest.
 */
export function createChance(name: string): () => number {
  let block = Buffer.alloc(0);
  let [counter, offset] = [0, 0];
  return () => {
    if (offset === block.length) {
      block = createHash("sha256").update(`${name}/${counter++}`).digest();
      offset = 0;
    }
    const word = block.readUInt32BE(offset);
    offset += WORD_BYTES;
    return word;
  };
}
