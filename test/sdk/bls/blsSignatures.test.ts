import { bls12_381 } from "@noble/curves/bls12-381.js";
import { expect } from "chai";
import { concat, dataSlice, toBeHex } from "ethers";

import { aggregateKeys } from "../../../sdk/bls/aggregateKeys.ts";
import { aggregateSignatures } from "../../../sdk/bls/aggregateSignatures.ts";
import { BlsPointInvalidError, type BlsPointFault } from "../../../sdk/bls/blsPointInvalidError.ts";
import { blsPublicKey } from "../../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../../sdk/bls/blsSign.ts";
import { blsVerify } from "../../../sdk/bls/blsVerify.ts";
import { encodeG1 } from "../../../sdk/bls/encodeG1.ts";
import { encodeG2 } from "../../../sdk/bls/encodeG2.ts";
import { generateBlsKey } from "../../../sdk/bls/generateBlsKey.ts";
import { provePossession } from "../../../sdk/bls/provePossession.ts";
import { verifyPossession } from "../../../sdk/bls/verifyPossession.ts";
import { BaseError } from "../../../sdk/errors/baseError.ts";
import { createRandom } from "../../helpers/random.ts";
import { offCurveG1, offCurveG2, outsideG1, outsideG2 } from "../../helpers/strayPoints.ts";

const random = createRandom("sdk bls");
const secrets = Array.from({ length: 3 }, () => generateBlsKey(random.bytes(32)));
const keys = secrets.map((secret) => blsPublicKey(secret));
const digest = random.bytes(32);
const signatures = secrets.map((secret) => blsSign(secret, digest));
const [secret, key, signature] = [secrets[0]!, keys[0]!, signatures[0]!];
const negated = (point: string) => {
  const { x, y } = bls12_381.G1.Point.fromAffine({
    x: BigInt(dataSlice(point, 0, 48)),
    y: BigInt(dataSlice(point, 48)),
  })
    .negate()
    .toAffine();
  return concat([toBeHex(x, 48), toBeHex(y, 48)]);
};

const refuses = (call: () => unknown, group: "G1" | "G2", fault: BlsPointFault) =>
  expect(call).to.throw(BlsPointInvalidError).that.includes({ code: "BLS_POINT_INVALID", group, fault });

describe("BLS signatures", () => {
  describe("generateBlsKey", () => {
    // The master keys of EIP-2333, which are made by the same KeyGen.
    const vectors: readonly [string, bigint][] = [
      [
        "0xc55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
        6083874454709270928345386274498605044986640685124978867557563392430687146096n,
      ],
      [
        "0x3141592653589793238462643383279502884197169399375105820974944592",
        29757020647961307431480504535336562678282505419141012933316116377660817309383n,
      ],
    ];
    for (const [seed, scalar] of vectors) {
      it(`makes the published key of the seed that begins with ${seed.slice(0, 10)}`, () => {
        expect(BigInt(generateBlsKey(seed))).to.equal(scalar);
      });
    }

    it("makes another key each time when no seed is given", () => {
      expect(generateBlsKey()).not.to.equal(generateBlsKey());
    });

    it("refuses a seed that can be guessed", () => {
      expect(() => generateBlsKey("0x1234"))
        .to.throw(BaseError)
        .with.property("code", "BLS_SEED_TOO_SHORT");
    });
  });

  describe("blsPublicKey", () => {
    it("is the generator for a secret of one", () => {
      expect(blsPublicKey(toBeHex(1, 32))).to.equal(encodeG2(bls12_381.G2.Point.BASE));
    });

    for (const [what, value] of [
      ["zero", toBeHex(0, 32)],
      ["the group's order", toBeHex(bls12_381.fields.Fr.ORDER, 32)],
      ["too short", "0x1234"],
    ] as const) {
      it(`refuses a secret that is ${what}, and does not repeat it`, () => {
        expect(() => blsPublicKey(value))
          .to.throw(BaseError, /^A BLS secret key is 32 bytes of hex, above zero and below the order of BLS12-381\.$/)
          .with.property("code", "BLS_SECRET_KEY_INVALID");
      });
    }
  });

  describe("blsVerify", () => {
    it("accepts what was signed", () => {
      expect(blsVerify({ publicKey: key, digest, signature })).to.equal(true);
    });

    it("accepts an aggregate under the sum of the keys", () => {
      const claim = { publicKey: aggregateKeys(keys), digest, signature: aggregateSignatures(signatures) };
      expect(blsVerify(claim)).to.equal(true);
    });

    for (const [what, claim] of [
      ["another digest", { publicKey: key, digest: random.bytes(32), signature }],
      ["another key", { publicKey: keys[1]!, digest, signature }],
      ["a signature at infinity", { publicKey: key, digest, signature: `0x${"00".repeat(96)}` }],
      ["a key at infinity", { publicKey: `0x${"00".repeat(192)}`, digest, signature }],
      ["a signature off the curve", { publicKey: key, digest, signature: offCurveG1 }],
      ["a signature outside the subgroup", { publicKey: key, digest, signature: outsideG1 }],
      ["a key outside the subgroup", { publicKey: outsideG2, digest, signature }],
      ["a signature that is cut short", { publicKey: key, digest, signature: dataSlice(signature, 0, 95) }],
    ] as const) {
      it(`refuses ${what}`, () => {
        expect(blsVerify(claim)).to.equal(false);
      });
    }

    it("throws when the digest is none", () => {
      expect(() => blsVerify({ publicKey: key, digest: "0x12", signature }))
        .to.throw(BaseError)
        .with.property("code", "BLS_DIGEST_INVALID");
    });
  });

  describe("aggregateSignatures", () => {
    it("does not depend on the order", () => {
      expect(aggregateSignatures(signatures)).to.equal(aggregateSignatures([...signatures].reverse()));
    });

    it("refuses to add up nothing", () => {
      expect(() => aggregateSignatures([]))
        .to.throw(BaseError)
        .with.property("code", "BLS_NOTHING_TO_AGGREGATE");
    });

    it("refuses points that are none", () => {
      const refused = (point: string, fault: BlsPointFault) =>
        refuses(() => aggregateSignatures([signature, point]), "G1", fault);
      refused("0x1234", "length");
      refused(`0x${"ff".repeat(96)}`, "coordinate");
      refused(offCurveG1, "offCurve");
      refused(outsideG1, "outsideSubgroup");
      refused(encodeG1(bls12_381.G1.Point.ZERO), "identity");
    });

    it("refuses signatures that cancel out", () => {
      refuses(() => aggregateSignatures([signature, negated(signature)]), "G1", "identity");
    });
  });

  describe("aggregateKeys", () => {
    it("is the key of the sum of the secrets", () => {
      const sum = secrets.reduce((total, one) => total + BigInt(one), 0n) % bls12_381.fields.Fr.ORDER;
      expect(aggregateKeys(keys)).to.equal(blsPublicKey(toBeHex(sum, 32)));
    });

    it("refuses points that are none", () => {
      const refused = (point: string, fault: BlsPointFault) => refuses(() => aggregateKeys([key, point]), "G2", fault);
      refused(signature, "length");
      refused(offCurveG2, "offCurve");
      refused(outsideG2, "outsideSubgroup");
      refused(encodeG2(bls12_381.G2.Point.ZERO), "identity");
    });

    it("refuses keys that cancel out", () => {
      const opposite = toBeHex(bls12_381.fields.Fr.ORDER - BigInt(secret), 32);
      refuses(() => aggregateKeys([key, blsPublicKey(opposite)]), "G2", "identity");
    });
  });

  describe("provePossession", () => {
    const parameters = { chainId: 1, registry: random.bytes(20), controller: random.bytes(20) };
    const proof = provePossession({ ...parameters, secretKey: secret });

    it("makes a proof that holds", () => {
      expect(verifyPossession({ ...parameters, publicKey: key, proof })).to.equal(true);
    });

    for (const [what, changes] of [
      ["another chain", { chainId: 2 }],
      ["another registry", { registry: random.bytes(20) }],
      ["another account", { controller: random.bytes(20) }],
      ["another key", { publicKey: keys[1]! }],
    ] as const) {
      it(`makes one that does not hold for ${what}`, () => {
        expect(verifyPossession({ ...parameters, publicKey: key, proof, ...changes })).to.equal(false);
      });
    }
  });
});
