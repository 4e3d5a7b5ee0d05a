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
  const width = type === "BF16" ? 2 : 4;
  const bytes = Buffer.alloc(values.length * width);
  for (const [index, value] of values.entries()) {
    if (type === "F32") bytes.writeFloatLE(value, index * width);
    else if (type === "I32") bytes.writeInt32LE(value, index * width);
    else bytes.writeUInt16LE(upperHalf(value), index * width);
  }
  return bytes;
}

/** The sixteen bits of a bfloat16, rounded to the nearest. */
function upperHalf(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  return Math.min((bits + 0x8000) >>> 16, 0xffff);
}
