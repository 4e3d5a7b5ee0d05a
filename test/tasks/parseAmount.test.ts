import { expect } from "chai";

import { InputError } from "../../tasks/helpers/inputError.ts";
import { parseAmount } from "../../tasks/helpers/parseAmount.ts";

describe("parseAmount", () => {
  for (const [text, amount] of [
    ["0.01", 10n ** 16n],
    ["1.5ether", 15n * 10n ** 17n],
    ["25gwei", 25n * 10n ** 9n],
    ["0.000000001gwei", 1n],
    ["7wei", 7n],
    ["@1000", 1_000n],
    ["0", 0n],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parseAmount(text)).to.equal(amount);
    });
  }

  for (const text of ["", "-1", "1,5", "0x10", "1e18", "1.5wei", "1 finney", "@1.5", "0.0000000001gwei"]) {
    it(`refuses "${text}"`, () => {
      expect(() => parseAmount(text))
        .to.throw(InputError, `"${text}" is no amount`)
        .with.property("code", "INPUT");
    });
  }
});
