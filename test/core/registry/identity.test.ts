import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { AbiCoder, type Contract, dataSlice, keccak256 } from "ethers";
import { network } from "hardhat";

import { defaults } from "../../helpers/defaults.ts";
import { deployTestRegistry, registerOperator } from "../../helpers/registry.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;
const { ZeroAddress } = ethers;

const { keyKind: KIND, metadata: METADATA } = defaults;
const KEY = "0x1111";
const NEXT_KEY = "0x2222";
const LATER_KEY = "0x3333";

/** What the registry keeps of a key: 27 bytes of its hash. */
const hashOf = (key: string) => dataSlice(keccak256(key), 0, 27);
const NO_HASH = `0x${"00".repeat(27)}`;

/** What the mock of a kind of key takes for a proof. */
const proofFor = (operator: bigint) => AbiCoder.defaultAbiCoder().encode(["uint32"], [operator]);
const keyOfKind = (kind: number, key: string, operator: bigint) => ({ kind, key, proof: proofFor(operator) });

/** A registry that knows one kind of key. */
async function deployIdentity() {
  const suite = await deployTestRegistry(connection, ZeroAddress);
  const keyKind = (await ethers.deployContract("KeyKindMock")) as unknown as Contract;
  await suite.registry.addKeyKind(KIND, await keyKind.getAddress());
  const [alice, bob] = suite.others as [Signer, Signer];
  return { ...suite, keyKind, alice, bob };
}

/** Alice is operator 1 and holds a key. */
async function deployRegistered() {
  const fixture = await deployIdentity();
  const { registry, alice } = fixture;
  await registry.connect(alice).register([keyOfKind(KIND, KEY, 1n)], alice, METADATA);
  return { ...fixture, delay: await registry.KEY_DELAY() };
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("Identity", () => {
  describe("register", () => {
    it("counts operators from one", async () => {
      const { registry, alice, bob } = await loadFixture(deployIdentity);
      await registry.connect(alice).register([], bob, METADATA);
      await registry.connect(bob).register([], bob, METADATA);
      expect(await registry.operatorCount()).to.equal(2n);
      expect(await registry.operatorOf(alice)).to.equal(1n);
      expect(await registry.operatorOf(bob)).to.equal(2n);
    });

    it("remembers controller, receiver and standing", async () => {
      const { registry, alice, bob } = await loadFixture(deployIdentity);
      await expect(registry.connect(alice).register([], bob, METADATA))
        .to.emit(registry, "OperatorRegistered")
        .withArgs(1n, alice.address, bob.address, METADATA);
      expect([...(await registry.identityOf(1n))]).to.deep.equal([alice.address, 1n, 0n, true, bob.address]);
      expect(await registry.rewardsReceiverOf(1n)).to.equal(bob.address);
    });

    it("pays the controller who names itself", async () => {
      const { registry, alice } = await loadFixture(deployIdentity);
      await expect(registry.connect(alice).register([], alice, METADATA))
        .to.emit(registry, "OperatorRegistered")
        .withArgs(1n, alice.address, alice.address, METADATA);
      expect([...(await registry.identityOf(1n))]).to.deep.equal([alice.address, 1n, 0n, false, alice.address]);
      expect(await registry.rewardsReceiverOf(1n)).to.equal(alice.address);
    });

    it("sets first keys at once", async () => {
      const { registry, alice } = await loadFixture(deployIdentity);
      const register = registry.connect(alice).register([keyOfKind(KIND, KEY, 1n)], alice, METADATA);
      await expect(register).to.emit(registry, "KeySet").withArgs(1n, KIND, hashOf(KEY), KEY, anyValue);
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(KEY));
    });

    it("reverts when the controller has an operator", async () => {
      const { registry, alice } = await loadFixture(deployRegistered);
      await expect(registry.connect(alice).register([], alice, METADATA))
        .to.be.revertedWithCustomError(registry, "IdentityAlreadyRegistered")
        .withArgs(alice.address, 1n);
    });

    it("reverts when the receiver is the zero address", async () => {
      const { registry, alice } = await loadFixture(deployIdentity);
      await expect(registry.connect(alice).register([], ZeroAddress, METADATA))
        .to.be.revertedWithCustomError(registry, "IdentityZeroReceiver")
        .withArgs(alice.address);
    });

    it("reverts when a key is of an unknown kind", async () => {
      const { registry, alice } = await loadFixture(deployIdentity);
      await expect(registry.connect(alice).register([keyOfKind(KIND + 1, KEY, 1n)], alice, METADATA))
        .to.be.revertedWithCustomError(registry, "IdentityUnknownKeyKind")
        .withArgs(KIND + 1);
    });

    it("reverts when a key's proof was made for another operator", async () => {
      const { registry, keyKind, alice, bob } = await loadFixture(deployRegistered);
      await expect(registry.connect(bob).register([keyOfKind(KIND, KEY, 1n)], alice, METADATA))
        .to.be.revertedWithCustomError(keyKind, "KeyKindRefused")
        .withArgs(2n, KEY);
    });
  });

  describe("setKey", () => {
    it("sets the first key of a kind at once", async () => {
      const fixture = await loadFixture(deployIdentity);
      const { registry, alice } = fixture;
      await registerOperator(fixture, alice, 0n);
      await registry.connect(alice).setKey(keyOfKind(KIND, KEY, 1n));
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(KEY));
    });

    it("knows no key of a kind that was never brought", async () => {
      const { registry } = await loadFixture(deployRegistered);
      expect(await registry.keyOf(1n, KIND + 1)).to.equal(NO_HASH);
    });

    it("keeps the key that counts until the delay is over", async () => {
      const { registry, alice, delay } = await loadFixture(deployRegistered);
      await registry.connect(alice).setKey(keyOfKind(KIND, NEXT_KEY, 1n));
      const activeFrom = BigInt(await time.latest()) + delay;
      await time.increaseTo(activeFrom - 1n);
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(KEY));
      await time.increaseTo(activeFrom);
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(NEXT_KEY));
    });

    it("announces when the next key will count", async () => {
      const { registry, alice, delay } = await loadFixture(deployRegistered);
      const at = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(at);
      await expect(registry.connect(alice).setKey(keyOfKind(KIND, NEXT_KEY, 1n)))
        .to.emit(registry, "KeySet")
        .withArgs(1n, KIND, hashOf(NEXT_KEY), NEXT_KEY, at + delay);
    });

    it("replaces a key that does not count yet, and waits anew", async () => {
      const { registry, alice, delay } = await loadFixture(deployRegistered);
      await registry.connect(alice).setKey(keyOfKind(KIND, NEXT_KEY, 1n));
      await time.increase(delay - 10n);
      await registry.connect(alice).setKey(keyOfKind(KIND, LATER_KEY, 1n));
      await time.increase(delay - 10n);
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(KEY));
      await time.increase(10n);
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(LATER_KEY));
    });

    it("keeps a rotated key while a third one waits", async () => {
      const { registry, alice, delay } = await loadFixture(deployRegistered);
      await registry.connect(alice).setKey(keyOfKind(KIND, NEXT_KEY, 1n));
      await time.increase(delay);
      await registry.connect(alice).setKey(keyOfKind(KIND, LATER_KEY, 1n));
      expect(await registry.keyOf(1n, KIND)).to.equal(hashOf(NEXT_KEY));
    });

    it("reverts when the caller is no operator", async () => {
      const { registry, bob } = await loadFixture(deployRegistered);
      await expect(registry.connect(bob).setKey(keyOfKind(KIND, KEY, 1n)))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(bob.address);
    });

    it("reverts when the kind is unknown", async () => {
      const { registry, alice } = await loadFixture(deployRegistered);
      await expect(registry.connect(alice).setKey(keyOfKind(KIND + 1, KEY, 1n)))
        .to.be.revertedWithCustomError(registry, "IdentityUnknownKeyKind")
        .withArgs(KIND + 1);
    });

    it("reverts when the kind refuses the key", async () => {
      const { registry, keyKind, alice } = await loadFixture(deployRegistered);
      await expect(registry.connect(alice).setKey(keyOfKind(KIND, NEXT_KEY, 2n)))
        .to.be.revertedWithCustomError(keyKind, "KeyKindRefused")
        .withArgs(1n, NEXT_KEY);
    });
  });

  describe("setRewardsReceiver", () => {
    it("pays another account from now on", async () => {
      const { registry, alice, bob } = await loadFixture(deployRegistered);
      await expect(registry.connect(alice).setRewardsReceiver(bob))
        .to.emit(registry, "RewardsReceiverSet")
        .withArgs(1n, alice.address, bob.address);
      expect(await registry.rewardsReceiverOf(1n)).to.equal(bob.address);
    });

    it("pays a third account, then the controller again", async () => {
      const { registry, alice, bob, stranger } = await loadFixture(deployRegistered);
      const change = (receiver: Signer) => registry.connect(alice).setRewardsReceiver(receiver);
      await change(bob);
      await expect(change(stranger))
        .to.emit(registry, "RewardsReceiverSet")
        .withArgs(1n, bob.address, stranger.address);
      expect((await registry.identityOf(1n)).rewardsReceiver).to.equal(stranger.address);
      await expect(change(alice)).to.emit(registry, "RewardsReceiverSet").withArgs(1n, stranger.address, alice.address);
      expect([...(await registry.identityOf(1n))]).to.deep.equal([alice.address, 1n, 0n, false, alice.address]);
    });

    it("reverts when the caller is no operator", async () => {
      const { registry, bob } = await loadFixture(deployRegistered);
      await expect(registry.connect(bob).setRewardsReceiver(bob))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(bob.address);
    });

    it("reverts when the receiver is the zero address", async () => {
      const { registry, alice } = await loadFixture(deployRegistered);
      await expect(registry.connect(alice).setRewardsReceiver(ZeroAddress))
        .to.be.revertedWithCustomError(registry, "IdentityZeroReceiver")
        .withArgs(alice.address);
    });
  });

  describe("setMetadata", () => {
    it("announces where the operator describes itself", async () => {
      const { registry, alice } = await loadFixture(deployRegistered);
      await expect(registry.connect(alice).setMetadata(METADATA))
        .to.emit(registry, "MetadataSet")
        .withArgs(1n, METADATA);
    });

    it("reverts when the caller is no operator", async () => {
      const { registry, bob } = await loadFixture(deployRegistered);
      await expect(registry.connect(bob).setMetadata(METADATA))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(bob.address);
    });
  });

  describe("addKeyKind", () => {
    it("announces the kind", async () => {
      const { registry, keyKind } = await loadFixture(deployIdentity);
      await expect(registry.addKeyKind(KIND + 1, keyKind.getAddress()))
        .to.emit(registry, "KeyKindAdded")
        .withArgs(KIND + 1, await keyKind.getAddress());
    });

    it("reverts when the kind is taken", async () => {
      const { registry, alice } = await loadFixture(deployIdentity);
      await expect(registry.addKeyKind(KIND, alice))
        .to.be.revertedWithCustomError(registry, "IdentityKeyKindTaken")
        .withArgs(KIND);
    });

    it("reverts for everybody but governance", async () => {
      const { registry, stranger } = await loadFixture(deployIdentity);
      await expect(registry.connect(stranger).addKeyKind(KIND + 1, stranger))
        .to.be.revertedWithCustomError(registry, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });
});
