import { babyjubjub } from "@noble/curves/misc.js";
import { expect } from "chai";
import { getBytes, toBeHex } from "ethers";

import { chunkPosition } from "../../sdk/cipher/chunkPosition.ts";
import { chunkTreePath } from "../../sdk/cipher/chunkTreePath.ts";
import { chunkTreeRoot } from "../../sdk/cipher/chunkTreeRoot.ts";
import { encryptionPublicKey } from "../../sdk/cipher/encryptionPublicKey.ts";
import { hashChunk } from "../../sdk/cipher/hashChunk.ts";
import { keystream } from "../../sdk/cipher/keystream.ts";
import { modulo } from "../../sdk/cipher/modulo.ts";
import { SUBGROUP_ORDER } from "../../sdk/cipher/subgroupOrder.ts";
import { treeShape } from "../../sdk/cipher/treeShape.ts";
import { uploadSignals, type UploadSignals } from "../../sdk/cipher/uploadSignals.ts";
import { encryptBytes } from "../helpers/encryptBytes.ts";
import { createRandom } from "../helpers/random.ts";
import { readCircuit, type Circuit } from "../helpers/readCircuit.ts";

const { chunkBytes } = treeShape;
const random = createRandom("result upload");
const applicationKey = encryptionPublicKey(toBeHex(random.between(1n, SUBGROUP_ORDER - 1n), 32));
/** Small, so that it can grow by the order and still have 251 bits. */
const ephemeralSecret = toBeHex(random.bits(240), 32);
const context = random.bits(250);
const CHUNKS = 11;
const bytes = getBytes(random.bytes(CHUNKS * chunkBytes - 100));
const INDEX = 9;
const PUBLIC_INPUTS = 8;

/** Signals that do not fit together, and the template that notices: everything in front of it holds. */
const forgeries: [string, string, (honest: UploadSignals) => Partial<UploadSignals>][] = [
  ["another result was committed", "ResultUpload", ({ resultRoot }) => ({ resultRoot: resultRoot + 1n })],
  ["something else was uploaded", "ResultUpload", ({ ciphertextRoot }) => ({ ciphertextRoot: ciphertextRoot + 1n })],
  [
    "the ephemeral key's x is another's",
    "ResultUpload",
    ({ ephemeralKey: [x, y] }) => ({ ephemeralKey: [x! + 1n, y!] }),
  ],
  [
    "the ephemeral key's y is another's",
    "ResultUpload",
    ({ ephemeralKey: [x, y] }) => ({ ephemeralKey: [x!, y! + 1n] }),
  ],
  ["the chunk was encrypted to another key", "ChunkPath", () => ({ applicationKey: otherPoint() })],
  ["the chunk was encrypted in another context", "ChunkPath", () => ({ context: context + 1n })],
  ["the plaintext is another", "ChunkPath", ({ chunk }) => ({ chunk: chunk.with(7, chunk[7]! + 1n) })],
  ["the secret is above the subgroup's order", "SubgroupScalar", ({ secret }) => ({ secret: secret + SUBGROUP_ORDER })],
  ["the secret has more than 251 bits", "Num2Bits", ({ secret }) => ({ secret: secret + 4n * SUBGROUP_ORDER })],
  ["the position names another chunk", "ChunkPosition", ({ position }) => ({ position: position + 1n })],
  ["the chunk is said to be another", "ChunkPosition", ({ index }) => ({ index: index - 1n })],
  ["there are said to be fewer chunks", "Num2Bits", () => ({ position: chunkPosition(CHUNKS - 1, INDEX) })],
  ["there are said to be more chunks", "Num2Bits", () => ({ position: chunkPosition(CHUNKS + 1, INDEX) })],
  ["the count of chunks is no small number", "Num2Bits", ({ position }) => ({ position: position + (1n << 60n) })],
];

describe("circuits/result-upload", function () {
  this.timeout(600_000);
  let circuit: Circuit;
  let honest: UploadSignals;

  before(async () => {
    circuit = await readCircuit("result-upload");
    const { upload } = await encryptBytes(bytes, { applicationKey, context, ephemeralSecret });
    const chunk = bytes.subarray(INDEX * chunkBytes, (INDEX + 1) * chunkBytes);
    honest = uploadSignals({ upload, index: INDEX, chunk });
  });

  it("takes every chunk of an upload, the first and the last included", async () => {
    const { upload } = await encryptBytes(bytes, { applicationKey, context, ephemeralSecret });
    for (const index of [0, 7, 8, CHUNKS - 1]) {
      const chunk = bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes);
      const witness = await circuit.witnessOf(uploadSignals({ upload, index, chunk }));
      expect(circuit.violated(witness), `chunk ${index}`).to.be.empty;
    }
  });

  it("takes the only chunk of a result of one byte", async () => {
    const { upload } = await encryptBytes(bytes.subarray(0, 1), { applicationKey, context });
    const witness = await circuit.witnessOf(uploadSignals({ upload, index: 0, chunk: bytes.subarray(0, 1) }));
    expect(circuit.violated(witness)).to.be.empty;
  });

  for (const [what, template, forge] of forgeries) {
    it(`refuses when ${what}`, async () => {
      expect(await circuit.refusingTemplate({ ...honest, ...forge(honest) })).to.equal(template);
    });
  }

  it("ties every public input to the witness", async () => {
    const witness = await circuit.witnessOf(honest);
    for (let wire = 1; wire <= PUBLIC_INPUTS; wire++) {
      expect(circuit.violated(witness.with(wire, modulo(witness[wire]! + 1n))), `input ${wire}`).to.not.be.empty;
    }
  });

  it("refuses a secret of zero, though everything else is consistent with it", async () => {
    const identity = { x: 0n, y: 1n };
    const forged = uploadUnder({ point: identity, secret: 0n, ephemeralKey: [0n, 1n] });
    expect(await circuit.refusingTemplate(forged)).to.equal("SubgroupScalar");
  });

  it("refuses another length than the chunks', though both roots have it", async () => {
    for (const byteLength of [(CHUNKS - 1) * chunkBytes, CHUNKS * chunkBytes + 1, 1, 0]) {
      const forged = uploadUnder({ byteLength });
      expect(await circuit.refusingTemplate(forged), `${byteLength} bytes`).to.equal("Num2Bits");
    }
    const exact = uploadUnder({ byteLength: CHUNKS * chunkBytes });
    expect(circuit.violated(await circuit.witnessOf(exact))).to.be.empty;
  });

  it("refuses roots of different lengths", async () => {
    const forged = { ...uploadUnder({}), ciphertextRoot: uploadUnder({ byteLength: bytes.length + 1 }).ciphertextRoot };
    expect(await circuit.refusingTemplate(forged)).to.equal("ResultUpload");
  });

  it("refuses a chunk behind the last, though the trees hold it", async () => {
    const forged = {
      ...uploadUnder({}),
      position: chunkPosition(INDEX, INDEX),
      byteLength: BigInt(INDEX * chunkBytes),
    };
    const { resultLeaves, ciphertextLeaves } = leavesUnder({});
    const roots = {
      resultRoot: chunkTreeRoot(resultLeaves, INDEX * chunkBytes),
      ciphertextRoot: chunkTreeRoot(ciphertextLeaves, INDEX * chunkBytes),
    };
    expect(await circuit.refusingTemplate({ ...forged, ...roots })).to.equal("Num2Bits");
  });

  for (const tree of ["resultChildren", "ciphertextChildren"] as const) {
    for (let level = 1; level < treeShape.depth; level++) {
      it(`refuses a path of ${tree} that breaks off below level ${level}`, async () => {
        const root = tree === "resultChildren" ? "resultRoot" : "ciphertextRoot";
        const strange = chunkTreePath([1n, 2n, 3n], 0);
        const children = honest[tree].map((family, at) => (at < level ? family : strange[at]!));
        const forged = { ...honest, [tree]: children, [root]: chunkTreeRoot([1n, 2n, 3n], bytes.length) };
        expect(await circuit.refusingTemplate(forged)).to.equal("ChunkPath");
      });
    }
  }

  it("leaves no wire free: whichever is changed alone, a constraint notices", async () => {
    const witness = await circuit.witnessOf(honest);
    expect(circuit.violated(witness)).to.be.empty;
    const free = [];
    for (let wire = 1; wire < circuit.wireCount; wire++) {
      if (!circuit.notices(witness, wire, modulo(witness[wire]! + 1n))) free.push(wire);
    }
    expect(free).to.be.empty;
  });
});

function otherPoint(): bigint[] {
  const { x, y } = babyjubjub.Point.BASE.multiply(5n).toAffine();
  return [x, y];
}

interface Changes {
  readonly point?: { x: bigint; y: bigint };
  readonly secret?: bigint;
  readonly ephemeralKey?: bigint[];
  readonly byteLength?: number;
}

/** Signals that fit together but for what was changed on purpose. */
function uploadUnder(changes: Changes): UploadSignals {
  const base = babyjubjub.Point.BASE.multiply(BigInt(ephemeralSecret)).toAffine();
  const { byteLength = bytes.length, secret = BigInt(ephemeralSecret), ephemeralKey = [base.x, base.y] } = changes;
  const { words, resultLeaves, ciphertextLeaves } = leavesUnder(changes);
  return {
    resultRoot: chunkTreeRoot(resultLeaves, byteLength),
    ciphertextRoot: chunkTreeRoot(ciphertextLeaves, byteLength),
    applicationKey: applicationPoint(),
    ephemeralKey,
    position: chunkPosition(CHUNKS, INDEX),
    context,
    secret,
    index: BigInt(INDEX),
    byteLength: BigInt(byteLength),
    chunk: words[INDEX]!,
    resultChildren: chunkTreePath(resultLeaves, INDEX),
    ciphertextChildren: chunkTreePath(ciphertextLeaves, INDEX),
  };
}

function leavesUnder({ point }: Changes) {
  const [x, y] = applicationPoint();
  const shared = point ?? babyjubjub.Point.fromAffine({ x, y }).multiply(BigInt(ephemeralSecret)).toAffine();
  const words = Array.from({ length: CHUNKS }, (_, chunk) =>
    Array.from({ length: treeShape.wordsPerChunk }, (_unused, at) => BigInt(100 * chunk + at)),
  );
  const hidden = words.map((row, index) =>
    keystream({ point: shared, index, context }).map((key, at) => modulo(key + row[at]!)),
  );
  return { words, resultLeaves: words.map(hashChunk), ciphertextLeaves: hidden.map(hashChunk) };
}

function applicationPoint(): [bigint, bigint] {
  return [BigInt(applicationKey.slice(0, 66)), BigInt(`0x${applicationKey.slice(66)}`)];
}
