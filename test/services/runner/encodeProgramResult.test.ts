import { expect } from "chai";
import { AbiCoder, toQuantity, ZeroAddress } from "ethers";

import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import { encodeResultSchema } from "../../../sdk/schema/resultSchema.ts";
import { encodeProgramResult, ProgramResultMismatchError } from "../../../services/runner/encodeProgramResult.ts";
import { defaults } from "../../helpers/defaults.ts";

describe("encodeProgramResult", () => {
  const word = 32n;
  const fixed = (...types: string[]) => encodeResultSchema({ kind: "StaticAbi", types });
  const tailed = (...types: string[]) => encodeResultSchema({ kind: "TailedAbi", types, maxBytes: 20n * word });
  const raw = encodeResultSchema({ kind: "Raw", maxBytes: word });
  const abi = (types: string[], values: unknown[]) => AbiCoder.defaultAbiCoder().encode(types, values);

  it("takes the value itself for one type", () => {
    expect(encodeProgramResult(defaults.schema, 7)).to.equal(abi(["uint256"], [7]));
  });

  it("takes a list for several types", () => {
    const types = ["int8", "bool", "address", "bytes4"];
    const values = ["-7", true, ZeroAddress, "0x12345678"];

    expect(encodeProgramResult(fixed(...types), values)).to.equal(abi(types, values));
  });

  it("takes integers of any size as decimal or hex text", () => {
    const largest = 2n ** 256n - 1n;

    expect(encodeProgramResult(defaults.schema, largest.toString())).to.equal(abi(["uint256"], [largest]));
    expect(encodeProgramResult(defaults.schema, toQuantity(largest))).to.equal(abi(["uint256"], [largest]));
  });

  it("writes text, bytes and lists behind the head", () => {
    const types = ["string", "uint64[]", "bytes"];
    const values = ["mäh", [1, "2"], "0x123456"];

    expect(encodeProgramResult(tailed(...types), values)).to.equal(abi(types, values));
  });

  it("takes hex where the schema knows no types", () => {
    expect(encodeProgramResult(raw, "0x1234")).to.equal("0x1234");
  });

  const mismatches: [string, string, JsonValue][] = [
    ["text for a number", defaults.schema, "seven"],
    ["a fraction", defaults.schema, 0.5],
    ["a number that JSON has rounded", defaults.schema, 2 ** 60],
    ["a negative number for an unsigned one", defaults.schema, -1],
    ["a number beyond its type", fixed("uint8"), 256],
    ["a number below its type", fixed("int8"), -129],
    ["a number for a bool", fixed("bool"), 1],
    ["null", fixed("bool"), null],
    ["bytes of another length", fixed("bytes4"), "0x1234"],
    ["an address that is too short", fixed("address"), "0x1234"],
    ["a number for text", tailed("string"), 1],
    ["a value for a list", tailed("uint256[]"), 1],
    ["too few values", fixed("bool", "bool"), [true]],
    ["more bytes than the schema allows", raw, `0x${"12".repeat(33)}`],
    ["text where bytes are wanted", raw, "result"],
  ];
  for (const [name, schema, value] of mismatches) {
    it(`refuses ${name}`, () => {
      expect(() => encodeProgramResult(schema, value)).to.throw(ProgramResultMismatchError);
    });
  }
});
