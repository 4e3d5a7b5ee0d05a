import { expect } from "chai";

import { readTensorFile } from "../../../../services/operator/inference/tensors/readTensorFile.ts";
import type { Tensor } from "../../../../services/operator/inference/tensors/tensor.ts";
import { TensorFileMalformedError } from "../../../../services/operator/inference/tensors/tensorFileMalformedError.ts";
import { writeTensorFile } from "../../../../services/operator/inference/tensors/writeTensorFile.ts";

const file = {
  metadata: { kind: "image", role: "base" },
  tensors: new Map<string, Tensor>([
    ["a", { type: "F32", shape: [2, 1], values: Float32Array.of(0.1, -3e20) }],
    ["b", { type: "I8", shape: [3], values: Int8Array.of(-128, 0, 127) }],
    ["c", { type: "I32", shape: [1], values: Int32Array.of(-(2 ** 31)) }],
    ["d", { type: "BF16", shape: [4], values: Float32Array.of(1.5, -2, 0, 2 ** -100) }],
    ["e", { type: "F32", shape: [0, 7], values: new Float32Array(0) }],
  ]),
};

/** A file with a header of any words, and some bytes of data. */
function fileWith(header: string, dataBytes = 16, said = header.length): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(said));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes)]);
}

const describedAs = (entry: object) => fileWith(JSON.stringify({ x: entry }));

describe("A file of tensors", () => {
  it("comes back as it was", () => {
    const read = readTensorFile(writeTensorFile(file));

    expect(read.metadata).to.deep.equal(file.metadata);
    expect([...read.tensors]).to.deep.equal([...file.tensors]);
  });

  it("rounds to the nearest of sixteen bits where the model says so", () => {
    const values = Float32Array.of(1.01, -0.3333);
    const tensors = new Map<string, Tensor>([["x", { type: "BF16", shape: [2], values }]]);
    const read = readTensorFile(writeTensorFile({ metadata: {}, tensors })).tensors.get("x")!;

    expect([...read.values]).to.deep.equal([1.0078125, -0.333984375]);
  });

  it("is the same in whatever order its tensors were given", () => {
    const reversed = { ...file, tensors: new Map([...file.tensors].reverse()) };

    expect(writeTensorFile(reversed)).to.deep.equal(writeTensorFile(file));
  });

  const hostile: [what: string, bytes: Uint8Array, reason: string][] = [
    ["no bytes", new Uint8Array(0), "it ends before its header"],
    ["a header longer than the file", fileWith("{}", 0, 3), "its header has 3 bytes"],
    ["a header of many gigabytes", fileWith("{}", 0, 2 ** 40), `its header has ${2 ** 40} bytes`],
    ["a header that is no JSON", fileWith("{"), "its header is no JSON"],
    ["a header that is a list", fileWith("[]"), "its header is no object"],
    ["metadata that are no words", fileWith('{"__metadata__":{"kind":1}}'), "its metadata are not words"],
    ["an unknown type", describedAs({ dtype: "F64", shape: [2], data_offsets: [0, 16] }), "x is not described"],
    [
      "a type of every object",
      describedAs({ dtype: "valueOf", shape: [], data_offsets: [0, 0] }),
      "x is not described",
    ],
    ["a negative size", describedAs({ dtype: "I8", shape: [-1, -4], data_offsets: [0, 4] }), "x is not described"],
    ["no shape", describedAs({ dtype: "I8", data_offsets: [0, 4] }), "x is not described"],
    [
      "data beyond the end",
      describedAs({ dtype: "I8", shape: [17], data_offsets: [0, 17] }),
      "x is not where it is said to be",
    ],
    [
      "data of another size",
      describedAs({ dtype: "F32", shape: [3], data_offsets: [0, 8] }),
      "x is not where it is said to be",
    ],
    [
      "data that end before they begin",
      describedAs({ dtype: "I8", shape: [0], data_offsets: [8, 4] }),
      "x is not where it is said to be",
    ],
    [
      "a size beyond all memory",
      describedAs({ dtype: "I8", shape: [2 ** 40, 2 ** 40], data_offsets: [0, 16] }),
      "x is not where it is said to be",
    ],
  ];

  for (const [what, bytes, reason] of hostile) {
    it(`is refused with ${what}`, () => {
      expect(() => readTensorFile(bytes))
        .to.throw(TensorFileMalformedError)
        .that.includes({ code: "TENSOR_FILE_MALFORMED", reason });
    });
  }
});
