import type { Tensor } from "./tensor.ts";
import type { TensorFile } from "./tensorFile.ts";

const LENGTH_BYTES = 8;

/** Writes a model in the safetensors format. Tensors and words are sorted by name: one model is one string of bytes. */
export function writeTensorFile({ metadata, tensors }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: Object.fromEntries(sorted(Object.entries(metadata))) };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of sorted([...tensors])) {
    const bytes = bytesOf(tensor);
    header[name] = { dtype: tensor.type, shape: tensor.shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  const text = JSON.stringify(header);
  // Spaces after the header, as the format allows, put the numbers at addresses that are multiples of eight.
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(padded.length));
  return new Uint8Array(Buffer.concat([length, padded, ...parts]));
}

function sorted<T>(entries: [string, T][]): [string, T][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function bytesOf({ type, values }: Tensor): Uint8Array {
  if (type === "I8") return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const width = type === "BF16" ? 2 : 4;
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let index = 0; index < words.length; index++) {
    if (type === "BF16") view.setUint16(index * width, roundHalf(words[index]!), true);
    else view.setUint32(index * width, words[index]!, true);
  }
  return new Uint8Array(view.buffer);
}

/** The upper sixteen bits of a float, rounded to the nearest: a bfloat16. */
function roundHalf(bits: number): number {
  return Math.min((bits + 0x8000) >>> 16, 0xffff);
}
