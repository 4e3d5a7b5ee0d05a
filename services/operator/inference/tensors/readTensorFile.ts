import type { Tensor } from "./tensor.ts";
import type { TensorFile } from "./tensorFile.ts";
import { TensorFileMalformedError } from "./tensorFileMalformedError.ts";

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 1_048_576;

const widths: Readonly<Record<Tensor["type"], number>> = { BF16: 2, F32: 4, I32: 4, I8: 1 };

/**
 * Reads a model in the safetensors format, of which these types are known here: BF16, F32, I8 and I32. The bytes come
 * from strangers: every length is checked before it is believed.
 *
 * @throws TensorFileMalformedError
 */
export function readTensorFile(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LENGTH_BYTES) throw new TensorFileMalformedError("it ends before its header");
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES))) {
    throw new TensorFileMalformedError(`its header has ${length} bytes`);
  }
  const start = LENGTH_BYTES + Number(length);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  if (!isRecord(metadata) || !Object.values(metadata).every((word) => typeof word === "string")) {
    throw new TensorFileMalformedError("its metadata are not words");
  }
  const data = new DataView(view.buffer, view.byteOffset + start, bytes.length - start);
  const tensors = new Map(Object.entries(entries).map(([name, entry]) => [name, readTensor(name, entry, data)]));
  return { metadata: metadata as Record<string, string>, tensors };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new TensorFileMalformedError("its header is no JSON", { cause: error });
  }
  if (!isRecord(header)) throw new TensorFileMalformedError("its header is no object");
  return header;
}

function readTensor(name: string, entry: unknown, data: DataView): Tensor {
  const { type, shape, from } = readPlace(name, entry, data.byteLength);
  const count = countOf(shape);
  const start = data.byteOffset + from;
  if (type === "I8") return { type, shape, values: new Int8Array(data.buffer.slice(start, start + count)) };
  const words = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    // A bfloat16 is the upper half of a float.
    words[index] =
      type === "BF16" ? data.getUint16(from + 2 * index, true) << 16 : data.getUint32(from + 4 * index, true);
  }
  if (type === "I32") return { type, shape, values: new Int32Array(words.buffer) };
  return { type, shape, values: new Float32Array(words.buffer) };
}

interface Place {
  readonly type: Tensor["type"];
  readonly shape: readonly number[];
  readonly from: number;
}

function readPlace(name: string, entry: unknown, length: number): Place {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (!isType(dtype) || !areSizes(shape) || !areSizes(offsets)) {
    throw new TensorFileMalformedError(`${name} is not described`);
  }
  const [from = -1, to = -1] = offsets;
  if (offsets.length !== 2 || to > length || to - from !== countOf(shape) * widths[dtype]) {
    throw new TensorFileMalformedError(`${name} is not where it is said to be`);
  }
  return { type: dtype, shape, from };
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isType(value: unknown): value is Tensor["type"] {
  return typeof value === "string" && Object.hasOwn(widths, value);
}

function areSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
