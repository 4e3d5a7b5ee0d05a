import { babyjubjub } from "@noble/curves/misc.js";
import { expect } from "chai";
import { concat, dataSlice, keccak256, toBeHex, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { eighthOfKey } from "../../../sdk/cipher/eighthOfKey.ts";
import { encodePoint } from "../../../sdk/cipher/encodePoint.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { FIELD_ORDER } from "../../../sdk/cipher/fieldOrder.ts";
import { SUBGROUP_ORDER } from "../../../sdk/cipher/subgroupOrder.ts";
import { ENCRYPTION_KEY_KIND } from "../../../sdk/registry/encryptionKeyKind.ts";
import { encryptionOperatorKey } from "../../../sdk/registry/encryptionOperatorKey.ts";
import { BabyJubjubKeyKind__factory } from "../../../typechain-types/index.ts";
import { createRandom } from "../../helpers/random.ts";
import { deployTestRegistry } from "../../helpers/registry.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const random = createRandom("baby jubjub");
const drawSecret = () => toBeHex(random.between(1n, SUBGROUP_ORDER - 1n), 32);
const secret = drawSecret();
const [key, eighth] = [encryptionPublicKey(secret), eighthOfKey(secret)];
const OPERATOR = 7n;

/** The point of order two, and a key that it was added to: on the curve, outside the subgroup. */
const orderTwo = babyjubjub.Point.fromAffine({ x: 0n, y: FIELD_ORDER - 1n });
const mixedPoint = pointOf(key).add(orderTwo);
const mixed = encodePoint(mixedPoint.toAffine());
const identity = encodePoint({ x: 0n, y: 1n });

async function deployKind() {
  const [deployer] = await ethers.getSigners();
  return { kind: await new BabyJubjubKeyKind__factory(deployer).deploy() };
}

const refused: [string, string, string][] = [
  ["a proof that is another key's eighth", key, eighthOfKey(drawSecret())],
  ["a proof that is the key", key, key],
  ["a proof off the curve", key, encodePoint({ x: 1n, y: 1n })],
  ["the identity", identity, identity],
  ["the identity, as eight times a point of order two", identity, encodePoint(orderTwo.toAffine())],
  ["a key outside the subgroup", mixed, eighth],
  ["a key outside the subgroup with the half of a quarter of it as proof", mixed, encodePoint(mixedPoint.toAffine())],
  ["a key off the curve", encodePoint({ x: 1n, y: 2n }), eighth],
  ["a key whose x grew by the field's order", grown(key, FIELD_ORDER, 0n), eighth],
  ["a key whose y grew by the field's order", grown(key, 0n, FIELD_ORDER), eighth],
  ["a proof whose x grew by the field's order", key, grown(eighth, FIELD_ORDER, 0n)],
  ["a key that is too short", dataSlice(key, 1), eighth],
  ["a key that is too long", concat([key, "0x00"]), eighth],
  ["no proof", key, "0x"],
  ["a proof that is too long", key, concat([eighth, "0x00"])],
];

describe("BabyJubjubKeyKind", () => {
  it("takes a key with its eighth, and knows it by its hash", async () => {
    const { kind } = await loadFixture(deployKind);
    for (const each of [secret, drawSecret(), toBeHex(1, 32), toBeHex(SUBGROUP_ORDER - 1n, 32)]) {
      const given = encryptionPublicKey(each);
      expect(await kind.checkKey(OPERATOR, ZeroAddress, given, eighthOfKey(each))).to.equal(keccak256(given));
    }
  });

  it("takes any of the eight points that a key is eight times of", async () => {
    const { kind } = await loadFixture(deployKind);
    const other = encodePoint(pointOf(eighth).add(orderTwo).toAffine());
    expect(await kind.checkKey(OPERATOR, ZeroAddress, key, other)).to.equal(keccak256(key));
  });

  for (const [what, given, proof] of refused) {
    it(`reverts on ${what}`, async () => {
      const { kind } = await loadFixture(deployKind);
      await expect(kind.checkKey(OPERATOR, ZeroAddress, given, proof))
        .to.be.revertedWithCustomError(kind, "KeyKindRefused")
        .withArgs(OPERATOR, given);
    });
  }

  it("serves a registry", async () => {
    const { registry, governor, others } = await deployTestRegistry(connection, ZeroAddress);
    await registry.addKeyKind(ENCRYPTION_KEY_KIND, await new BabyJubjubKeyKind__factory(governor).deploy());
    const alice = others[0]!;
    await registry.connect(alice).register([encryptionOperatorKey(secret)], alice, "");
    expect(await registry.keyOf(1n, ENCRYPTION_KEY_KIND)).to.equal(dataSlice(keccak256(key), 0, 27));
  });
});

function pointOf(encoded: string) {
  return babyjubjub.Point.fromAffine({ x: BigInt(dataSlice(encoded, 0, 32)), y: BigInt(dataSlice(encoded, 32)) });
}

function grown(encoded: string, x: bigint, y: bigint): string {
  const point = pointOf(encoded).toAffine();
  return encodePoint({ x: point.x + x, y: point.y + y });
}
