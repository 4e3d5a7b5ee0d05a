import { assertFileNames } from "./assertFileNames.ts";
import type { ResultFile } from "./resultFile.ts";
import { RESULT_MAGIC } from "./resultMagic.ts";
import { ResultMalformedError } from "./resultMalformedError.ts";

/**
 * Unpacks what `packResult` packed, from a stranger: whatever it would not have written is refused, and no name leads
 * out of the folder it is written into.
 *
 * @returns The files by name; their bytes are views of `packed`.
 * @throws ResultMalformedError
 */
export function unpackResult(packed: Uint8Array): ResultFile[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let offset = RESULT_MAGIC.length;
  if (packed.length <= offset || !RESULT_MAGIC.every((byte, index) => byte === packed[index])) {
    throw new ResultMalformedError("it does not begin like one");
  }
  const take = (length: number): number => {
    const from = offset;
    offset += length;
    if (offset > packed.length) throw new ResultMalformedError("it ends too early");
    return from;
  };

  const count = view.getUint8(take(1));
  const heads = Array.from({ length: count }, () => {
    const length = view.getUint8(take(1));
    const from = take(length);
    const name = String.fromCharCode(...packed.subarray(from, from + length));
    return { name, size: view.getUint32(take(4)) };
  });
  assertFileNames(heads.map(({ name }) => name));

  const files = heads.map(({ name, size }) => {
    const from = take(size);
    return { name, bytes: packed.subarray(from, from + size) };
  });
  if (offset !== packed.length) throw new ResultMalformedError(`${packed.length - offset} bytes are left over`);
  return files;
}
