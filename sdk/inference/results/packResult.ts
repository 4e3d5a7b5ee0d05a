import { assertFileNames } from "./assertFileNames.ts";
import type { ResultFile } from "./resultFile.ts";
import { RESULT_MAGIC } from "./resultMagic.ts";

/**
 * Packs the files of a result into one string of bytes, the same for the same files in whatever order: the magic, how
 * many files, then for each by name the length of its name (one byte), its name, its size (four bytes, the highest
 * first), and at last the contents in that order.
 *
 * @throws ResultMalformedError
 */
export function packResult(files: readonly ResultFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  assertFileNames(sorted.map(({ name }) => name));

  const encoder = new TextEncoder();
  const heads = sorted.map(({ name, bytes }) => headOf(encoder.encode(name), bytes.length));
  const parts = [RESULT_MAGIC, Uint8Array.of(sorted.length), ...heads, ...sorted.map(({ bytes }) => bytes)];
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    packed.set(part, offset);
    offset += part.length;
  }
  return packed;
}

function headOf(name: Uint8Array, size: number): Uint8Array {
  const head = new Uint8Array(1 + name.length + 4);
  head[0] = name.length;
  head.set(name, 1);
  new DataView(head.buffer).setUint32(1 + name.length, size);
  return head;
}
