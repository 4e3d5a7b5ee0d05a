import { expect } from "chai";
import { network } from "hardhat";

import {
  checkResult,
  decodeResultSchema,
  encodeResultSchema,
  ResultSchemaBadParametersError,
  ResultSchemaMalformedError,
  type SchemaKind,
} from "../../sdk/schema/resultSchema.ts";
import { ResultTypeUnknownError, typeNameOf } from "../../sdk/schema/typeCodes.ts";
import { createRandom, type Random } from "../helpers/random.ts";

const { ethers } = await network.create();
const abi = ethers.AbiCoder.defaultAbiCoder();

const SCHEMAS = 120;
const RESULTS_PER_SCHEMA = 30;
const BATCH = 600;

const TYPES = Array.from({ length: 256 }, (_, code) => typeNameOf(code)).filter((name) => name !== undefined);
const STATIC_TYPES = TYPES.filter((name) => !name.endsWith("[]") && name !== "bytes" && name !== "string");

function randomValue(random: Random, type: string): unknown {
  if (type.endsWith("[]")) {
    const length = Number(random.between(0n, 4n));
    return Array.from({ length }, () => randomValue(random, type.slice(0, -2)));
  }
  if (type === "bool") return random.pick([true, false]);
  if (type === "address") return ethers.getAddress(random.bytes(20));
  if (type === "string") return "x".repeat(Number(random.between(0n, 70n)));
  if (type === "bytes") return random.bytes(Number(random.between(0n, 70n)));
  if (type.startsWith("bytes")) return random.bytes(Number(type.slice(5)));
  const bits = Number(type.replace(/\D/g, ""));
  return type.startsWith("uint") ? random.bits(bits) : BigInt.asIntN(bits, random.bits(bits));
}

/** One byte changed, one word replaced by a number that matters to a decoder, or bytes added or taken away. */
function mutate(random: Random, result: string): string {
  const bytes = Buffer.from(result.slice(2), "hex");
  const at = Number(random.between(0n, BigInt(Math.max(bytes.length - 1, 0))));
  const size = random.pick([1, 31, 32, 33, 64]);
  const filler = Buffer.alloc(size, random.pick([0, 0, 1, 255]));
  const word = random.pick([
    0n,
    1n,
    2n,
    31n,
    32n,
    33n,
    64n,
    96n,
    128n,
    160n,
    2n ** 255n,
    2n ** 256n - 1n,
    2n ** 256n - 32n,
  ]);
  const wordAt = at - (at % 32);
  const variants = [
    Buffer.concat([
      bytes.subarray(0, at),
      Buffer.of((bytes[at] ?? 0) ^ Number(random.between(1n, 255n))),
      bytes.subarray(at + 1),
    ]),
    Buffer.concat([bytes.subarray(0, wordAt), ethers.getBytes(ethers.toBeHex(word, 32)), bytes.subarray(wordAt + 32)]),
    Buffer.concat([bytes.subarray(0, at), filler, bytes.subarray(at)]),
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]),
    bytes.subarray(0, at),
    Buffer.concat([bytes, filler]),
  ];
  return ethers.hexlify(random.pick(variants));
}

/** Whether ethers decodes the bytes and encodes them to the same again. Its strings are UTF-8, Solidity's any bytes. */
function isCanonical(types: string[], result: string): boolean {
  const plain = types.map((type) => (type === "string" ? "bytes" : type));
  try {
    return abi.encode(plain, abi.decode(plain, result)) === result;
  } catch {
    return false;
  }
}

describe("ResultSchema", () => {
  const deploy = () => ethers.deployContract("ResultSchemaHarness");

  describe("checkResult", () => {
    it(`gives Solidity's verdict and offset on ${SCHEMAS * RESULTS_PER_SCHEMA} whole and damaged results`, async () => {
      const random = createRandom("results");
      const schemas: string[] = [];
      const results: string[] = [];
      for (let i = 0; i < SCHEMAS; i++) {
        const kind = random.pick<SchemaKind>(["StaticAbi", "TailedAbi", "TailedAbi"]);
        const count = Number(random.between(1n, random.pick([2n, 5n, 26n])));
        const types = Array.from({ length: count }, () => random.pick(kind === "StaticAbi" ? STATIC_TYPES : TYPES));
        const schema = encodeResultSchema({ kind, types, maxBytes: random.pick([16_384n, 16_384n, 2_000n]) });
        const result = abi.encode(
          types,
          types.map((type) => randomValue(random, type)),
        );
        for (let j = 0; j < RESULTS_PER_SCHEMA; j++) {
          schemas.push(schema);
          results.push(j === 0 ? result : mutate(random, result));
        }
      }
      await expectSameVerdicts(schemas, results);

      const accepted = schemas.filter((schema, i) => checkResult(schema, results[i]!).ok).length;
      expect(accepted)
        .to.be.above(SCHEMAS)
        .and.below(results.length / 2);
      for (const [i, schema] of schemas.entries()) {
        const { types, maxBytes } = decodeResultSchema(schema);
        const isShort = ethers.dataLength(results[i]!) <= Number(maxBytes);
        expect(checkResult(schema, results[i]!).ok).to.equal(isShort && isCanonical(types, results[i]!));
      }
    });

    it("gives Solidity's verdict and offset on the kinds that look at the length alone", async () => {
      const random = createRandom("lengths");
      const schemas: string[] = [];
      const results: string[] = [];
      for (let i = 0; i < 300; i++) {
        const kind = random.pick<SchemaKind>(["Raw", "Custom", "HashOnly"]);
        const maxBytes = kind === "HashOnly" ? 32n : random.between(1n, 70n);
        schemas.push(encodeResultSchema({ kind, maxBytes }));
        results.push(random.bytes(Number(random.pick([maxBytes - 1n, maxBytes, maxBytes + 1n]))));
      }
      await expectSameVerdicts(schemas, results);
    });

    async function expectSameVerdicts(schemas: string[], results: string[]): Promise<void> {
      const harness = await deploy();
      const matches = await harness.getFunction("MATCHES")();
      for (let from = 0; from < schemas.length; from += BATCH) {
        const some = schemas.slice(from, from + BATCH);
        const verdicts = [...(await harness.getFunction("verdicts")(some, results.slice(from, from + BATCH)))];
        const ours = some.map((schema, i) => {
          const verdict = checkResult(schema, results[from + i]!);
          return verdict.ok ? matches : verdict.offset;
        });
        expect(ours).to.deep.equal(verdicts);
      }
    }

    it("names the schema and the offset when Solidity reverts", async () => {
      const harness = await deploy();
      const schema = encodeResultSchema({ kind: "StaticAbi", types: ["uint256", "bool"] });
      const result = abi.encode(["uint256", "uint256"], [7n, 2n]);
      expect(checkResult(schema, result)).to.deep.equal({ ok: false, offset: 32n });
      await expect(harness.getFunction("requireMatch")(schema, result))
        .to.be.revertedWithCustomError(harness, "ResultSchemaMismatch")
        .withArgs(schema, 32n);
    });

    it("throws on a malformed schema", () => {
      expect(() => checkResult(ethers.ZeroHash, "0x")).to.throw(ResultSchemaMalformedError);
    });
  });

  describe("decodeResultSchema", () => {
    it("refuses exactly the words that Solidity refuses", async () => {
      const random = createRandom("schemas");
      const schemas = Array.from({ length: 3_000 }, () => randomSchemaWord(random));
      const harness = await deploy();
      const ours = schemas.map((schema) => {
        try {
          decodeResultSchema(schema);
          return true;
        } catch (error) {
          expect(error).to.be.instanceOf(ResultSchemaMalformedError);
          return false;
        }
      });
      for (let from = 0; from < schemas.length; from += BATCH) {
        const sound = [...(await harness.getFunction("areWellFormed")(schemas.slice(from, from + BATCH)))];
        expect(ours.slice(from, from + BATCH)).to.deep.equal(sound);
      }
      expect(ours.filter((sound) => sound).length)
        .to.be.above(300)
        .and.below(2_700);
    });

    /** Near enough to a schema that either answer is common. */
    function randomSchemaWord(random: Random): string {
      const kind = random.between(0n, 6n);
      const count =
        kind === 2n || kind === 3n ? random.between(0n, random.pick([3n, 27n])) : random.pick([0n, 0n, 0n, 1n]);
      const ceiling = kind === 2n ? 0x62n : 0xe2n;
      const isWild = random.between(0n, 9n) === 0n;
      const codes = Array.from({ length: Math.min(Number(count), 26) }, () =>
        isWild
          ? random.bits(8)
          : random.pick([random.between(1n, 0x62n), random.between(ceiling === 0x62n ? 1n : 0x81n, ceiling)]),
      );
      const maxBytes = random.pick([0n, 32n, 32n, 32n * count, 64n * count, 1_000n, 16_384n, 16_384n, 16_385n]);
      const body = codes
        .map((code) => ethers.toBeHex(code, 1).slice(2))
        .join("")
        .padEnd(52, "0");
      const head = [ethers.toBeHex(kind, 1), ethers.toBeHex(maxBytes, 4).slice(2), ethers.toBeHex(count, 1).slice(2)];
      const word = BigInt(head.join("") + body);
      const flip = random.between(0n, 9n) === 0n ? 1n << random.between(0n, 255n) : 0n;
      return ethers.toBeHex(word ^ flip, 32);
    }

    it("reads back what was written, and Solidity reads the same", async () => {
      const harness = await deploy();
      for (let from = 0; from < TYPES.length; from += 26) {
        const types = TYPES.slice(from, from + 26);
        const schema = encodeResultSchema({ kind: "TailedAbi", maxBytes: 9_999n, types });
        expect(decodeResultSchema(schema)).to.deep.equal({ kind: "TailedAbi", maxBytes: 9_999n, types });
        expect(await harness.getFunction("kind")(schema)).to.equal(3n);
        expect(await harness.getFunction("maxBytes")(schema)).to.equal(9_999n);
      }
    });
  });

  describe("encodeResultSchema", () => {
    it("writes the layout that is documented", () => {
      expect(
        encodeResultSchema({ kind: "TailedAbi", maxBytes: 1_000n, types: ["uint64", "string", "uint256[]"] }),
      ).to.equal(`0x03000003e8030864a0${"00".repeat(23)}`);
    });

    it("knows the only length of a static schema and of a hash", () => {
      expect(decodeResultSchema(encodeResultSchema({ kind: "StaticAbi", types: ["bool", "int8"] })).maxBytes).to.equal(
        64n,
      );
      expect(decodeResultSchema(encodeResultSchema({ kind: "HashOnly" })).maxBytes).to.equal(32n);
    });

    it("refuses what no schema can say", () => {
      expect(() => encodeResultSchema({ kind: "Raw" })).to.throw(ResultSchemaBadParametersError);
      expect(() => encodeResultSchema({ kind: "Raw", maxBytes: 2n ** 32n })).to.throw(ResultSchemaBadParametersError);
      expect(() => encodeResultSchema({ kind: "StaticAbi", types: Array(27).fill("bool") })).to.throw(
        ResultSchemaBadParametersError,
      );
      expect(() => encodeResultSchema({ kind: "StaticAbi", types: ["uint"] })).to.throw(ResultTypeUnknownError);
      expect(() => encodeResultSchema({ kind: "TailedAbi", maxBytes: 99n, types: ["string[]"] })).to.throw(
        ResultTypeUnknownError,
      );
      expect(() => encodeResultSchema({ kind: "StaticAbi", types: ["string"] })).to.throw(ResultSchemaMalformedError);
      expect(() => encodeResultSchema({ kind: "Raw", maxBytes: 16_385n })).to.throw(ResultSchemaMalformedError);
    });
  });
});
