import { bls12_381 } from "@noble/curves/bls12-381.js";
import { expect } from "chai";
import { concat, dataSlice, keccak256, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { blsPublicKey } from "../../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../../sdk/bls/blsSign.ts";
import { decodeG2 } from "../../../sdk/bls/decodeG2.ts";
import { encodeG2 } from "../../../sdk/bls/encodeG2.ts";
import { possessionDigest } from "../../../sdk/bls/possessionDigest.ts";
import { provePossession } from "../../../sdk/bls/provePossession.ts";
import { BLS_KEY_KIND } from "../../../sdk/registry/blsKeyKind.ts";
import { BlsKeyKind__factory } from "../../../typechain-types/index.ts";
import { testSecret } from "../../helpers/blsSigners.ts";
import { deployTestRegistry } from "../../helpers/registry.ts";
import { offCurveG1, offCurveG2, outsideG1, outsideG2 } from "../../helpers/strayPoints.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const secret = testSecret(0);
const key = blsPublicKey(secret);
const { chainId } = await ethers.provider.getNetwork();
/** What a refused key costs at most: the pairing's cap, and what surrounds it. */
const MOST_GAS = 275_000n;

/** A registry that knows BLS keys; Alice and Bob have not registered, and Alice can prove her key. */
async function deployKeyed() {
  const fixture = await deployTestRegistry(connection, ZeroAddress);
  const keyKind = await new BlsKeyKind__factory(fixture.governor).deploy();
  await fixture.registry.addKeyKind(BLS_KEY_KIND, keyKind);
  const [alice, bob] = fixture.others as [Signer, Signer];
  const registryAddress = await fixture.registry.getAddress();
  const proofFor = (controller: string, changes: Partial<Parameters<typeof provePossession>[0]> = {}) =>
    provePossession({ secretKey: secret, chainId, registry: registryAddress, controller, ...changes });
  const register = (signer: Signer, proof: string, given = key) =>
    fixture.registry.connect(signer).register([{ kind: BLS_KEY_KIND, key: given, proof }], signer, "");
  return { ...fixture, keyKind, registryAddress, alice, bob, proofFor, register };
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("BlsKeyKind", () => {
  it("takes a key whose owner proves to possess the secret", async () => {
    const { registry, alice, proofFor, register } = await loadFixture(deployKeyed);
    await register(alice, proofFor(alice.address));
    expect(await registry.keyOf(1n, BLS_KEY_KIND)).to.equal(dataSlice(keccak256(key), 0, 27));
  });

  it("takes a new key of an operator that has one", async () => {
    const { registry, alice, proofFor, register } = await loadFixture(deployKeyed);
    await register(alice, proofFor(alice.address));
    const [next, proof] = [blsPublicKey(testSecret(1)), proofFor(alice.address, { secretKey: testSecret(1) })];
    await registry.connect(alice).setKey({ kind: BLS_KEY_KIND, key: next, proof });
    await networkHelpers.time.increase(await registry.KEY_DELAY());
    expect(await registry.keyOf(1n, BLS_KEY_KIND)).to.equal(dataSlice(keccak256(next), 0, 27));
  });

  it("has proofs sign what the SDK says", async () => {
    const { keyKind, registryAddress, alice } = await loadFixture(deployKeyed);
    const parameters = { chainId, registry: registryAddress, controller: alice.address, publicKey: key };
    expect(await keyKind.possessionDigest(registryAddress, alice.address, keccak256(key))).to.equal(
      possessionDigest(parameters),
    );
  });

  describe("when the proof does not hold", () => {
    const victim = testSecret(2);
    /** A key that is the attacker's less the victim's: the sum of both is the attacker's alone. */
    const rogue = encodeG2(decodeG2(key).subtract(decodeG2(blsPublicKey(victim))));
    type Fixture = Awaited<ReturnType<typeof deployKeyed>>;
    const refused: readonly [string, (fixture: Fixture) => { given?: string; proof: string }][] = [
      [
        "a rogue key, with the attacker's own proof",
        ({ proofFor, bob }) => ({ given: rogue, proof: proofFor(bob.address) }),
      ],
      [
        "a rogue key, with a signature of its digest by the attacker",
        ({ registryAddress: registry, bob }) => ({
          given: rogue,
          proof: blsSign(secret, possessionDigest({ chainId, registry, controller: bob.address, publicKey: rogue })),
        }),
      ],
      ["somebody else's proof, replayed", ({ proofFor, alice }) => ({ proof: proofFor(alice.address) })],
      [
        "a proof for another registry",
        ({ proofFor, bob }) => ({ proof: proofFor(bob.address, { registry: bob.address }) }),
      ],
      ["a proof for another chain", ({ proofFor, bob }) => ({ proof: proofFor(bob.address, { chainId: 1n }) })],
      [
        "a vote instead of a proof",
        ({ registryAddress: registry, bob }) => ({
          proof: blsSign(secret, possessionDigest({ chainId, registry, controller: bob.address, publicKey: key })),
        }),
      ],
      ["a proof by another secret", ({ proofFor, bob }) => ({ proof: proofFor(bob.address, { secretKey: victim }) })],
      ["a proof at infinity", () => ({ proof: `0x${"00".repeat(96)}` })],
      ["a proof off the curve", () => ({ proof: offCurveG1 })],
      ["a proof outside the subgroup", () => ({ proof: outsideG1 })],
      ["no proof", () => ({ proof: "0x" })],
      ["a key at infinity", ({ proofFor, bob }) => ({ given: `0x${"00".repeat(192)}`, proof: proofFor(bob.address) })],
      ["both at infinity", () => ({ given: `0x${"00".repeat(192)}`, proof: `0x${"00".repeat(96)}` })],
      ["a key off the curve", ({ proofFor, bob }) => ({ given: offCurveG2, proof: proofFor(bob.address) })],
      ["a key outside the subgroup", ({ proofFor, bob }) => ({ given: outsideG2, proof: proofFor(bob.address) })],
      [
        "a key that is cut short",
        ({ proofFor, bob }) => ({ given: dataSlice(key, 0, 191), proof: proofFor(bob.address) }),
      ],
      [
        "a key with a byte more",
        ({ proofFor, bob }) => ({ given: concat([key, "0x00"]), proof: proofFor(bob.address) }),
      ],
      [
        "a key whose halves are swapped",
        ({ proofFor, bob }) => ({
          given: concat([dataSlice(key, 48, 96), dataSlice(key, 0, 48), dataSlice(key, 144), dataSlice(key, 96, 144)]),
          proof: proofFor(bob.address),
        }),
      ],
    ];
    for (const [what, make] of refused) {
      it(`refuses ${what}, at a capped price`, async () => {
        const fixture = await loadFixture(deployKeyed);
        const { keyKind, bob, register } = fixture;
        const { given = key, proof } = make(fixture);
        await expect(register(bob, proof, given))
          .to.be.revertedWithCustomError(keyKind, "KeyKindRefused")
          .withArgs(1n, given);
        expect((await ethers.provider.getBlock("latest"))!.gasUsed).to.be.below(MOST_GAS);
      });
    }
  });

  it("would have let a rogue key speak for its victim, were it not refused", () => {
    const [attacker, victim] = [decodeG2(key), decodeG2(blsPublicKey(testSecret(2)))];
    const sum = attacker.subtract(victim).add(victim);
    expect(encodeG2(sum)).to.equal(key);
    expect(sum.equals(bls12_381.G2.Point.BASE)).to.equal(false);
  });
});
