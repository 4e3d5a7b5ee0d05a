import { bls12_381 } from "@noble/curves/bls12-381.js";
import { expect } from "chai";
import { type BaseContract, concat, dataSlice, sha256, toBeHex, toUtf8Bytes, zeroPadValue } from "ethers";
import { network } from "hardhat";

import { aggregateKeys } from "../../sdk/bls/aggregateKeys.ts";
import { aggregateSignatures } from "../../sdk/bls/aggregateSignatures.ts";
import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import { encodeG1 } from "../../sdk/bls/encodeG1.ts";
import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { hashToG1 } from "../../sdk/bls/hashToG1.ts";
import { POSSESSION_DOMAIN } from "../../sdk/bls/possessionDomain.ts";
import { SIGNATURE_DOMAIN } from "../../sdk/bls/signatureDomain.ts";
import { signUnder } from "../../sdk/bls/signUnder.ts";
import { oppositeSecret } from "../helpers/blsSigners.ts";
import { createRandom } from "../helpers/random.ts";
import { offCurveG1, offCurveG2, outsideG1, outsideG2 } from "../helpers/strayPoints.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const MESSAGES = 25;
const SIGNERS = 5;
/** What a check costs at most, whatever it is given: the pairing's cap, and hashing. */
const MOST_GAS = 175_000n;
/** What a check that holds costs at most. */
const VALID_GAS = 120_500n;

/** Of RFC 9380, appendix J.9.1. */
const RFC_DOMAIN = "QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_";
const RFC_VECTORS = [
  [
    "",
    "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1",
    "08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265",
  ],
  [
    "abc",
    "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903",
    "0b9c15f3fe6e5cf4211f346271d7b01c8f3b28be689c8429c85b67af215533311f0b8dfaaa154fa6b88176c229f2885d",
  ],
  [
    "abcdef0123456789",
    "11e0b079dea29a68f0383ee94fed1b940995272407e3bb916bbf268c263ddd57a6a27200a784cbc248e84f357ce82d98",
    "03a87ae2caf14e8ee52e51fa2ed8eefe80f02457004ba4d486d6aa1f517c0889501dc7413753f9599b099ebcbbd2d709",
  ],
  [
    `q128_${"q".repeat(128)}`,
    "15f68eaa693b95ccb85215dc65fa81038d69629f70aeee0d0f677cf22285e7bf58d7cb86eefe8f2e9bc3f8cb84fac488",
    "1807a1d50c29f430b8cafc4f8638dfeeadf51211e1602a5f184443076715f91bb90a48ba1e370edce6ae1062f5e6dd38",
  ],
  [
    `a512_${"a".repeat(512)}`,
    "082aabae8b7dedb0e78aeb619ad3bfd9277a2f77ba7fad20ef6aabdc6c31d19ba5a6d12283553294c1825c4b3ca2dcfe",
    "05b84ae5a942248eea39e1d91030458c40153f3b654ab7872d779ad1e942856a20c438e8d99bc8abfbf74729ce1f7ac8",
  ],
] as const;

/** A round of drand's quicknet, whose signatures are in G1 over digests, too. Its domain proves no possession. */
const DRAND = {
  domain: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
  digest: sha256(toBeHex(1_000, 8)),
  key: concat([
    "0x0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    "0x03cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451",
    "0x0e5db2b6bfbb01c867749cadffca88b36c24f3012ba09fc4d3022c5c37dce0f977d3adb5d183c7477c442b1f04515273",
    "0x01a714f2edb74119a2f2b0d5a7c75ba902d163700a61bc224ededd8e63aef7be1aaf8e93d7a9718b047ccddb3eb5d68b",
  ]),
  signature: concat([
    "0x144679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
    "0x11f92e4521ef54f047b64b85fa98db2d46f0f44add1f60b93f8a0dbddd63b34f238657c2d93aed18b90bddd60a01b6d2",
  ]),
};

const random = createRandom("bls12381");
const secrets = Array.from({ length: SIGNERS }, () => generateBlsKey(random.bytes(32)));
const keys = secrets.map((secret) => blsPublicKey(secret));
const digest = random.bytes(32);
const signature = blsSign(secrets[0]!, digest);
const infinityG1 = `0x${"00".repeat(96)}`;
const infinityG2 = `0x${"00".repeat(192)}`;
const prime = bls12_381.fields.Fp.ORDER;
/** The same point with its first coordinate written as x + p. */
const unreduced = concat([toBeHex(BigInt(dataSlice(signature, 0, 48)) + prime, 48), dataSlice(signature, 48)]);
/** Coordinates as the precompiles have them, without the padding. */
const unpad = (limbs: readonly bigint[]) =>
  concat([0, 2].map((at) => concat([toBeHex(limbs[at]!, 16), toBeHex(limbs[at + 1]!, 32)])));

async function deployHarness() {
  return (await ethers.deployContract("Bls12381Harness")) as unknown as Harness;
}

/** The harness's functions that tests call. */
type Harness = BaseContract & {
  hashToG1(message: string, domain: Uint8Array): Promise<bigint[]>;
  plainHashToG1(message: Uint8Array, domain: Uint8Array): Promise<string>;
  isSigned(signature: string, message: string, domain: Uint8Array, key: string): Promise<[boolean, bigint]>;
  sum(keys: string[]): Promise<[boolean, string, bigint]>;
  negate(key: string): Promise<string>;
  areInfinity(g1: string, g2: string): Promise<[boolean, boolean]>;
  domains(): Promise<[string, string]>;
};

/** Asks whether a signature holds, and how much gas that took. */
async function check(changes: { signature?: string; message?: string; domain?: string; key?: string } = {}) {
  const harness = await loadFixture(deployHarness);
  const asked = { signature, message: digest, domain: SIGNATURE_DOMAIN, key: keys[0]!, ...changes };
  return harness.isSigned(asked.signature, asked.message, toUtf8Bytes(asked.domain), asked.key);
}

describe("Bls12381", () => {
  describe("hashToG1", () => {
    for (const [message, x, y] of RFC_VECTORS) {
      it(`has a twin that agrees with RFC 9380 on "${message.slice(0, 16)}"`, async () => {
        const harness = await loadFixture(deployHarness);
        const point = await harness.plainHashToG1(toUtf8Bytes(message), toUtf8Bytes(RFC_DOMAIN));
        expect(point).to.equal(concat([zeroPadValue(`0x${x}`, 64), zeroPadValue(`0x${y}`, 64)]));
      });
    }

    for (const domain of [RFC_DOMAIN, SIGNATURE_DOMAIN, POSSESSION_DOMAIN]) {
      it(`agrees with noble on ${MESSAGES} random digests under ${domain}`, async () => {
        const harness = await loadFixture(deployHarness);
        for (let i = 0; i < MESSAGES; i++) {
          const message = random.bytes(32);
          const limbs = await harness.hashToG1(message, toUtf8Bytes(domain));
          expect(unpad(limbs)).to.equal(encodeG1(hashToG1(message, domain)));
        }
      });
    }

    it("uses the domains that the SDK signs under", async () => {
      const harness = await loadFixture(deployHarness);
      const [votes, proofs] = await harness.domains();
      expect([votes, proofs].map((domain) => ethers.toUtf8String(domain))).to.deep.equal([
        SIGNATURE_DOMAIN,
        POSSESSION_DOMAIN,
      ]);
    });
  });

  describe("isSigned", () => {
    it("accepts a round of drand's", async () => {
      const { key, domain, digest: message, signature: made } = DRAND;
      const [answer] = await check({ key, domain, message, signature: made });
      expect(answer).to.equal(true);
    });

    it("refuses that round under our own domain", async () => {
      const { key, digest: message, signature: made } = DRAND;
      const [answer] = await check({ key, message, signature: made });
      expect(answer).to.equal(false);
    });

    it(`accepts what noble signs, ${MESSAGES} times`, async () => {
      for (let i = 0; i < MESSAGES; i++) {
        const [secret, message] = [generateBlsKey(random.bytes(32)), random.bytes(32)];
        const made = blsSign(secret, message);
        const [answer] = await check({ signature: made, message, key: blsPublicKey(secret) });
        expect(answer).to.equal(true);
      }
    });

    it(`accepts aggregates of 1 to ${SIGNERS} signers`, async () => {
      for (let count = 1; count <= SIGNERS; count++) {
        const made = aggregateSignatures(secrets.slice(0, count).map((secret) => blsSign(secret, digest)));
        const [answer] = await check({ signature: made, key: aggregateKeys(keys.slice(0, count)) });
        expect(answer).to.equal(true);
      }
    });

    it("accepts a signer that signed twice", async () => {
      const [answer] = await check({
        signature: aggregateSignatures([signature, signature]),
        key: aggregateKeys([keys[0]!, keys[0]!]),
      });
      expect(answer).to.equal(true);
    });

    it("costs little more than its precompiles", async () => {
      const [answer, used] = await check();
      expect(answer).to.equal(true);
      expect(used).to.be.below(VALID_GAS);
    });

    const refused = [
      ["another digest", { message: random.bytes(32) }],
      ["another key", { key: keys[1]! }],
      ["the wrong domain", { signature: signUnder(secrets[0]!, digest, POSSESSION_DOMAIN) }],
      ["an aggregate that lacks a signer", { key: aggregateKeys(keys) }],
      ["a signature at infinity", { signature: infinityG1 }],
      ["a key at infinity", { key: infinityG2 }],
      ["both at infinity", { signature: infinityG1, key: infinityG2 }],
      ["a signature off the curve", { signature: offCurveG1 }],
      ["a signature outside the subgroup", { signature: outsideG1 }],
      ["a signature with a coordinate that is not reduced", { signature: unreduced }],
      ["a signature that is all ones", { signature: `0x${"ff".repeat(96)}` }],
      ["a key off the curve", { key: offCurveG2 }],
      ["a key outside the subgroup", { key: outsideG2 }],
      ["a signature that is too short", { signature: dataSlice(signature, 0, 95) }],
      ["a signature that is too long", { signature: concat([signature, "0x00"]) }],
      ["no signature", { signature: "0x" }],
    ] as const;
    for (const [what, changes] of refused) {
      it(`refuses ${what}, for no more than ${MOST_GAS.toLocaleString("en")} gas`, async () => {
        const [answer, used] = await check(changes);
        expect(answer).to.equal(false);
        expect(used).to.be.below(MOST_GAS);
      });
    }
  });

  describe("addTo", () => {
    it("adds up as noble does", async () => {
      const harness = await loadFixture(deployHarness);
      const [isSuccess, sum] = await harness.sum(keys);
      expect([isSuccess, sum]).to.deep.equal([true, aggregateKeys(keys)]);
    });

    it("adds a key to itself", async () => {
      const harness = await loadFixture(deployHarness);
      const [isSuccess, sum] = await harness.sum([keys[0]!, keys[0]!]);
      expect([isSuccess, sum]).to.deep.equal([true, aggregateKeys([keys[0]!, keys[0]!])]);
    });

    it("adds opposite keys up to infinity", async () => {
      const harness = await loadFixture(deployHarness);
      const [isSuccess, sum] = await harness.sum([keys[0]!, blsPublicKey(oppositeSecret(secrets[0]!))]);
      expect([isSuccess, sum]).to.deep.equal([true, infinityG2]);
    });

    it("says when a point is off the curve, for a capped price, and keeps the sum", async () => {
      const harness = await loadFixture(deployHarness);
      const [isSuccess, sum, used] = await harness.sum([keys[0]!, offCurveG2]);
      expect([isSuccess, sum]).to.deep.equal([false, keys[0]]);
      expect(used).to.be.below(2_500n);
    });
  });

  describe("negate", () => {
    it("is the key of the opposite secret", async () => {
      const harness = await loadFixture(deployHarness);
      for (const [index, secret] of secrets.entries()) {
        expect(await harness.negate(keys[index]!)).to.equal(blsPublicKey(oppositeSecret(secret)));
      }
    });

    it("leaves infinity alone", async () => {
      const harness = await loadFixture(deployHarness);
      expect(await harness.negate(infinityG2)).to.equal(infinityG2);
    });

    it("leaves a zero in a half of a coordinate alone", async () => {
      const harness = await loadFixture(deployHarness);
      const limbs = [1n, 2n, 0n, 3n];
      const point = concat(limbs.map((limb) => toBeHex(limb, 48)));
      const opposite = concat([1n, 2n, 0n, prime - 3n].map((limb) => toBeHex(limb, 48)));
      expect(await harness.negate(point)).to.equal(opposite);
    });

    it("borrows where the lower word of the prime is too small", async () => {
      const harness = await loadFixture(deployHarness);
      const y = 2n ** 256n - 1n;
      const point = concat([1n, 2n, y, 3n].map((limb) => toBeHex(limb, 48)));
      const opposite = concat([1n, 2n, prime - y, prime - 3n].map((limb) => toBeHex(limb, 48)));
      expect(await harness.negate(point)).to.equal(opposite);
    });
  });

  describe("isInfinity", () => {
    it("knows infinity from every point with a bit set", async () => {
      const harness = await loadFixture(deployHarness);
      expect([...(await harness.areInfinity(infinityG1, infinityG2))]).to.deep.equal([true, true]);
      for (let limb = 0; limb < 4; limb++) {
        const bit = (length: number) => toBeHex(1n << BigInt(384 * (length / 48 - 1 - (limb % (length / 48)))), length);
        expect([...(await harness.areInfinity(bit(96), bit(192)))]).to.deep.equal([false, false]);
        const high = (length: number) =>
          toBeHex(1n << BigInt(384 * (length / 48 - 1 - (limb % (length / 48))) + 383), length);
        expect([...(await harness.areInfinity(high(96), high(192)))]).to.deep.equal([false, false]);
      }
    });
  });
});
