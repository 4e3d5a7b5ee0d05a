import { expect } from "chai";
import { getBytes, toUtf8Bytes } from "ethers";

import { decryptParameters } from "../../../sdk/cipher/decryptParameters.ts";
import { EncryptionKeyInvalidError } from "../../../sdk/cipher/encryptionKeyInvalidError.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { encryptParameters } from "../../../sdk/cipher/encryptParameters.ts";
import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import { ParametersRefusedError } from "../../../sdk/cipher/parametersRefusedError.ts";
import { createRandom } from "../../helpers/random.ts";

const random = createRandom("parameters");
const secretKey = generateEncryptionKey();
const nodeKey = encryptionPublicKey(secretKey);
const context = random.bytes(32);
const parameters = toUtf8Bytes(JSON.stringify({ prompt: "seven", seed: 7 }));
const encrypted = encryptParameters({ parameters, nodeKey, context });

describe("sdk/cipher encryptParameters", () => {
  it("gives the node what was encrypted", () => {
    expect(decryptParameters({ ciphertext: encrypted, secretKey, context })).to.deep.equal(parameters);
  });

  it("takes nothing, and a megabyte", () => {
    for (const bytes of [new Uint8Array(), getBytes(random.bytes(1_000_000))]) {
      const ciphertext = encryptParameters({ parameters: bytes, nodeKey, context });
      expect(Buffer.from(decryptParameters({ ciphertext, secretKey, context })).equals(bytes)).to.be.true;
    }
  });

  it("never makes the same twice", () => {
    expect(encryptParameters({ parameters, nodeKey, context })).to.not.deep.equal(encrypted);
  });

  it("refuses another's key and another context", () => {
    const others = [
      { secretKey: generateEncryptionKey(), context },
      { secretKey, context: random.bytes(32) },
    ];
    for (const other of others) {
      expect(() => decryptParameters({ ciphertext: encrypted, ...other }))
        .to.throw(ParametersRefusedError)
        .with.property("fault", "refused");
    }
  });

  it("refuses a bit that was altered behind the ephemeral key, wherever it is", () => {
    for (let at = 64; at < encrypted.length; at++) {
      const ciphertext = altered(at);
      expect(() => decryptParameters({ ciphertext, secretKey, context }), `byte ${at}`)
        .to.throw(ParametersRefusedError)
        .with.property("fault", "refused");
    }
  });

  it("refuses an ephemeral key that was altered", () => {
    for (const at of [0, 31, 32, 63]) {
      const ciphertext = altered(at);
      expect(() => decryptParameters({ ciphertext, secretKey, context })).to.throw(EncryptionKeyInvalidError);
    }
  });

  it("refuses what is cut off", () => {
    for (const [length, fault] of [
      [0, "truncated"],
      [103, "truncated"],
      [encrypted.length - 1, "refused"],
    ] as const) {
      expect(() => decryptParameters({ ciphertext: encrypted.subarray(0, length), secretKey, context }))
        .to.throw(ParametersRefusedError)
        .with.property("fault", fault);
    }
  });
});

function altered(at: number): Uint8Array {
  const copy = Uint8Array.from(encrypted);
  copy[at]! ^= 1;
  return copy;
}
