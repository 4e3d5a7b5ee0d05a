import { babyjubjub } from "@noble/curves/misc.js";
import { expect } from "chai";
import { concat, toBeHex, ZeroHash } from "ethers";

import { decodePoint } from "../../../sdk/cipher/decodePoint.ts";
import { eighthOfKey } from "../../../sdk/cipher/eighthOfKey.ts";
import { encodePoint } from "../../../sdk/cipher/encodePoint.ts";
import { EncryptionKeyInvalidError, type EncryptionKeyFault } from "../../../sdk/cipher/encryptionKeyInvalidError.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { EncryptionSecretInvalidError } from "../../../sdk/cipher/encryptionSecretInvalidError.ts";
import { FIELD_ORDER } from "../../../sdk/cipher/fieldOrder.ts";
import { generateEncryptionKey } from "../../../sdk/cipher/generateEncryptionKey.ts";
import { sharedPoint } from "../../../sdk/cipher/sharedPoint.ts";
import { SUBGROUP_ORDER } from "../../../sdk/cipher/subgroupOrder.ts";
import { encryptionOperatorKey } from "../../../sdk/registry/encryptionOperatorKey.ts";

const one = toBeHex(1, 32);
/** On the curve: order two, and a point of order eight times the subgroup's. */
const orderTwo = { x: 0n, y: FIELD_ORDER - 1n };
const { x, y } = babyjubjub.Point.BASE.add(babyjubjub.Point.fromAffine(orderTwo)).toAffine();

const faulty: [string, EncryptionKeyFault, string][] = [
  ["too short", "length", `0x${"11".repeat(63)}`],
  ["the identity", "identity", encodePoint({ x: 0n, y: 1n })],
  ["off the curve", "offCurve", encodePoint({ x: 1n, y: 1n })],
  ["of order two", "outsideSubgroup", encodePoint(orderTwo)],
  ["the sum of a key and a point of order two", "outsideSubgroup", encodePoint({ x, y })],
  ["a coordinate plus the field's order", "coordinate", shifted(encryptionPublicKey(one))],
];

describe("sdk/cipher encryption keys", () => {
  it("makes circomlib's Base8 of the secret one", () => {
    expect(decodePoint(encryptionPublicKey(one))).to.deep.equal({
      x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
      y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
    });
  });

  it("makes secrets that differ and are secrets", () => {
    const [first, second] = [generateEncryptionKey(), generateEncryptionKey()];
    expect(first).to.not.equal(second);
    expect(BigInt(first) > 0n && BigInt(first) < SUBGROUP_ORDER).to.be.true;
  });

  it("gives both sides the same point", () => {
    const [mine, yours] = [generateEncryptionKey(), generateEncryptionKey()];
    const point = sharedPoint(mine, encryptionPublicKey(yours));
    expect(point).to.deep.equal(sharedPoint(yours, encryptionPublicKey(mine)));
    expect(point).to.not.deep.equal(sharedPoint(mine, encryptionPublicKey(mine)));
  });

  it("gives the eighth of a key, which times eight is the key", () => {
    const secret = generateEncryptionKey();
    const eighth = babyjubjub.Point.fromAffine(decodePoint(eighthOfKey(secret)));
    expect(encodePoint(eighth.multiply(8n).toAffine())).to.equal(encryptionPublicKey(secret));
  });

  it("hands an operator's key over with its eighth", () => {
    const secret = generateEncryptionKey();
    expect(encryptionOperatorKey(secret)).to.deep.equal({
      kind: 1,
      key: encryptionPublicKey(secret),
      proof: eighthOfKey(secret),
    });
  });

  for (const [what, fault, key] of faulty) {
    it(`refuses a key that is ${what}`, () => {
      expect(() => decodePoint(key))
        .to.throw(EncryptionKeyInvalidError)
        .with.property("fault", fault);
    });
  }

  for (const secret of [ZeroHash, toBeHex(SUBGROUP_ORDER, 32), "0x01", "secret"]) {
    it(`refuses ${secret.slice(0, 10)} as a secret`, () => {
      expect(() => encryptionPublicKey(secret))
        .to.throw(EncryptionSecretInvalidError)
        .with.property("code", "ENCRYPTION_SECRET_INVALID");
    });
  }
});

function shifted(key: string): string {
  const point = decodePoint(key);
  return concat([toBeHex(point.x + FIELD_ORDER, 32), toBeHex(point.y, 32)]);
}
