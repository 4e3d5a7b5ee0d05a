import { AbiCoder } from "ethers";
import { expect } from "chai";

import { encodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import { encodeValues } from "../../tasks/helpers/encodeValues.ts";
import { InputError } from "../../tasks/helpers/inputError.ts";

describe("encodeValues", () => {
  const types = ["int256", "bool", "string", "uint8[]"];
  const schema = encodeResultSchema({ kind: "TailedAbi", types, maxBytes: 1_024n });

  it("encodes one value for each type, and lists as JSON", () => {
    const expected = AbiCoder.defaultAbiCoder().encode(types, [-5n, true, "six, seven", [1, 2]]);
    expect(encodeValues(schema, ["-5", "true", "six, seven", "[1, 2]"])).to.equal(expected);
  });

  it("refuses another number of values", () => {
    expect(() => encodeValues(schema, ["1"])).to.throw(InputError, "A result has 4 values");
  });

  it("refuses a value that is not of its type", () => {
    expect(() => encodeValues(schema, ["1", "yes", "", "[]"])).to.throw(InputError, 'true or false, not "yes"');
    expect(() => encodeValues(schema, ["1", "true", "", "[256]"])).to.throw(InputError, "do not fit");
  });

  it("refuses values where the schema has no types", () => {
    const raw = encodeResultSchema({ kind: "Raw", maxBytes: 32n });
    expect(() => encodeValues(raw, ["1"])).to.throw(InputError, "give it as --hex");
  });
});
