import { randomBytes } from "node:crypto";

import { expect } from "chai";
import { concat, hexlify, recoverAddress, Signature, toBeHex, Wallet } from "ethers";

import { recoverSigner } from "../../../services/operator/recoverSigner.ts";

/** The order of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("recoverSigner", () => {
  const digest = hexlify(randomBytes(32));
  const wallet = Wallet.createRandom();
  const signature = wallet.signingKey.sign(digest);
  const { r, s, yParity } = signature;
  const pack = (...[first, second, v]: [string, string, number]) => concat([first, second, toBeHex(v, 1)]);

  it("agrees with ethers on signatures in either form, of any key", () => {
    for (let count = 0; count < 100; count++) {
      const { signingKey, address } = Wallet.createRandom();
      const other = hexlify(randomBytes(32));
      const { serialized, compactSerialized } = signingKey.sign(other);
      for (const form of [serialized, compactSerialized]) {
        expect(recoverSigner(other, form)).to.equal(address).and.to.equal(recoverAddress(other, form));
      }
    }
  });

  it("agrees with ethers on random bytes, of which half are some key's signature", () => {
    const found = Array.from({ length: 200 }, () => {
      const random = pack(hexlify(randomBytes(32)), toBeHex(BigInt(hexlify(randomBytes(32))) % (ORDER / 2n), 32), 27);
      const signer = recoverSigner(digest, random);
      if (signer === undefined) expect(() => recoverAddress(digest, random)).to.throw();
      else expect(signer).to.equal(recoverAddress(digest, random));
      return signer !== undefined;
    });
    expect(new Set(found)).to.deep.equal(new Set([true, false]));
  });

  it("finds another signer for another digest, or for the other parity", () => {
    expect(recoverSigner(hexlify(randomBytes(32)), signature.serialized)).not.to.equal(wallet.address);
    const flipped = Signature.from({ r, s, yParity: yParity === 0 ? 1 : 0 }).serialized;
    expect(recoverSigner(digest, flipped)).not.to.equal(wallet.address);
  });

  const zero = toBeHex(0, 32);
  const malleated = toBeHex(ORDER - BigInt(s), 32);
  const refused: Record<string, string> = {
    "no bytes": "0x",
    "a byte too few": signature.compactSerialized.slice(0, -2),
    "a byte too many": `${signature.serialized}00`,
    "no hex": "signature",
    "an r of 0": pack(zero, s, 27),
    "an s of 0": pack(r, zero, 27),
    "an r of the order": pack(toBeHex(ORDER, 32), s, 27),
    "the other s of the same signature": pack(r, malleated, yParity === 0 ? 28 : 27),
  };
  for (const [name, bytes] of Object.entries(refused)) {
    it(`takes ${name} for no signature`, () => {
      expect(recoverSigner(digest, bytes)).to.equal(undefined);
    });
  }

  it("takes a digest of another size for none", () => {
    expect(recoverSigner(hexlify(randomBytes(31)), signature.serialized)).to.equal(undefined);
  });
});
