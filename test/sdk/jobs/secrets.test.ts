import { expect } from "chai";
import { id, Wallet } from "ethers";

import { encryptParameters } from "../../../sdk/cipher/encryptParameters.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import { openSecrets } from "../../../sdk/jobs/openSecrets.ts";
import { sealSecrets } from "../../../sdk/jobs/sealSecrets.ts";
import { secretsContext } from "../../../sdk/jobs/secretsContext.ts";

const secretKey = generateEncryptionKey();
const processorKey = encryptionPublicKey(secretKey);
const reference = { homeChainId: 1n, market: new Wallet(id("market")).address, job: id("job"), processor: 4n };
const secrets = { API_KEY: "ü secret", EMPTY: "" };
const seal = (changes: object = {}) => sealSecrets({ ...reference, secrets, processorKey, ...changes });
const open = (sealed: Uint8Array, changes: object = {}) => openSecrets({ ...reference, sealed, secretKey, ...changes });

describe("secrets of a job", () => {
  it("are read by the processor that they were sealed for", () => {
    expect(open(seal())).to.deep.equal(secrets);
  });

  it("are sealed differently each time", () => {
    expect(seal()).to.not.deep.equal(seal());
  });

  const others: [string, object][] = [
    ["another processor's secret", { secretKey: generateEncryptionKey() }],
    ["another processor's number", { processor: 5n }],
    ["another job", { job: id("other") }],
    ["another market", { market: new Wallet(id("other")).address }],
    ["another chain", { homeChainId: 2n }],
  ];
  for (const [what, change] of others) {
    it(`cannot be opened with ${what}`, () => {
      expect(() => open(seal(), change))
        .to.throw()
        .that.includes({ code: "PARAMETERS_REFUSED", fault: "refused" });
    });
  }

  it("cannot be opened when they are altered or cut off", () => {
    const sealed = seal();
    for (const index of [64, 88, sealed.length - 1]) {
      const altered = Uint8Array.from(sealed);
      altered[index]! ^= 1;
      expect(() => open(altered))
        .to.throw()
        .that.includes({ code: "PARAMETERS_REFUSED" });
    }
    expect(() => open(sealed.subarray(0, 100)))
      .to.throw()
      .that.includes({ code: "PARAMETERS_REFUSED" });
  });

  const wrong: [string, object][] = [
    ["a name with a space", { "MY KEY": "x" }],
    ["a name that begins with a digit", { "1KEY": "x" }],
    ["an empty name", { "": "x" }],
    ["a name of 65 characters", { ["K".repeat(65)]: "x" }],
    ["a value that is no text", { KEY: 7 }],
    ["a list", ["x"]],
    ["more than 64 KiB", { KEY: "x".repeat(65_536) }],
  ];
  for (const [what, values] of wrong) {
    it(`are not sealed with ${what}`, () => {
      expect(() => seal({ secrets: values }))
        .to.throw()
        .that.includes({ code: "SECRETS_INVALID" });
    });
  }

  it("are sealed up to 64 KiB", () => {
    const full = { KEY: "x".repeat(65_536 - `{"KEY":""}`.length) };
    expect(open(seal({ secrets: full }))).to.deep.equal(full);
  });

  it("are not taken from a sealed message that is something else", () => {
    for (const text of ["no json", "7", "null", `{"KEY":1}`]) {
      const parameters = new TextEncoder().encode(text);
      const sealed = encryptParameters({ parameters, nodeKey: processorKey, context: secretsContext(reference) });
      expect(() => open(sealed))
        .to.throw()
        .that.includes({ code: "SECRETS_INVALID" });
    }
  });
});
