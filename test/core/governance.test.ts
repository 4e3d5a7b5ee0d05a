import { expect } from "chai";
import { network } from "hardhat";

import { GUARDIAN_ROLE } from "../../scripts/deploy/modules/suite.ts";
import { AccessManager__factory } from "../../typechain-types/index.ts";
import { defaults } from "../helpers/defaults.ts";
import { buildRequest, submitDrawn, answer } from "../helpers/dispatch.ts";
import { deployAttestation, prepareTask, send, submit } from "../helpers/attestation.ts";
import { deployTestSuite, type TestSuite } from "../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const ADMIN_ROLE = 0n;

/** The suite, and an account that is guardian and nothing else. */
async function deployGuarded() {
  const suite = await deployTestSuite(connection);
  const authority = AccessManager__factory.connect(suite.deployment.addresses.authority, suite.governor);
  const guardian = (await ethers.getSigners()).at(-1)!;
  await authority.grantRole(GUARDIAN_ROLE, guardian, 0);
  return { suite, authority, guardian };
}

type Signer = TestSuite["governor"];

/** Everything that governance can do, as calls of one account. */
const governedCalls = {
  "OperatorRegistry.addKeyKind": ({ registry }: TestSuite, by: Signer) =>
    registry.connect(by).addKeyKind(defaults.keyKind, by),
  "OperatorRegistry.setMarket": ({ registry }: TestSuite, by: Signer) => registry.connect(by).setMarket(by, true),
  "OperatorRegistry.setTreasury": ({ registry }: TestSuite, by: Signer) => registry.connect(by).setTreasury(by),
  "ChainlinkBeacon.setEntryFee": ({ beacon }: TestSuite, by: Signer) => beacon.connect(by).setEntryFee(0n),
  "Dispatcher.setVetted": ({ dispatcher }: TestSuite, by: Signer) => dispatcher.connect(by).setVetted(by, true),
} as const;

/** Who decides who governs; only the AccessManager itself may change that. */
const authorityCalls = {
  "OperatorRegistry.setAuthority": ({ registry }: TestSuite, by: Signer) => registry.connect(by).setAuthority(by),
  "ChainlinkBeacon.setAuthority": ({ beacon }: TestSuite, by: Signer) => beacon.connect(by).setAuthority(by),
  "Dispatcher.setAuthority": ({ dispatcher }: TestSuite, by: Signer) => dispatcher.connect(by).setAuthority(by),
  "AttestationCenter.setAuthority": ({ center }: TestSuite, by: Signer) => center.connect(by).setAuthority(by),
} as const;

/** What governance and the guardian may do. */
const pauseCalls = {
  "Dispatcher.setPaused": ({ dispatcher }: TestSuite, by: Signer) => dispatcher.connect(by).setPaused(true),
  "AttestationCenter.setPaused": ({ center }: TestSuite, by: Signer) => center.connect(by).setPaused(true),
} as const;

/** The same, with a committee of attesters and a definition. */
async function deployGuardedCenter() {
  const suite = await deployAttestation(connection);
  const authority = AccessManager__factory.connect(suite.deployment.addresses.authority, suite.governor);
  const guardian = (await ethers.getSigners()).at(-1)!;
  await authority.grantRole(GUARDIAN_ROLE, guardian, 0);
  return { suite, guardian };
}

describe("Governance", () => {
  describe("given a stranger", () => {
    for (const [name, call] of Object.entries({ ...governedCalls, ...authorityCalls, ...pauseCalls })) {
      it(`reverts in ${name}`, async () => {
        const { suite } = await loadFixture(deployGuarded);
        await expect(call(suite, suite.stranger))
          .to.be.revertedWithCustomError(suite.registry, "AccessManagedUnauthorized")
          .withArgs(suite.stranger.address);
      });
    }
  });

  describe("given the guardian", () => {
    it("stops new tasks", async () => {
      const { suite, guardian } = await loadFixture(deployGuarded);
      const { dispatcher, actor } = suite;
      await expect(dispatcher.connect(guardian).setPaused(true))
        .to.emit(dispatcher, "Paused")
        .withArgs(guardian.address);
      await expect(dispatcher.connect(actor).submitTask(buildRequest(suite)))
        .to.be.revertedWithCustomError(dispatcher, "EnforcedPause")
        .withArgs();
    });

    it("takes new tasks again", async () => {
      const { suite, guardian } = await loadFixture(deployGuarded);
      const { dispatcher, actor } = suite;
      await dispatcher.connect(guardian).setPaused(true);
      await expect(dispatcher.connect(guardian).setPaused(false))
        .to.emit(dispatcher, "Unpaused")
        .withArgs(guardian.address);
      await expect(dispatcher.connect(actor).submitTask(buildRequest(suite))).to.emit(dispatcher, "TaskSubmitted");
    });

    it("cannot stop what is under way", async () => {
      const { suite, guardian } = await loadFixture(deployGuarded);
      const { dispatcher } = suite;
      const { task, order } = await submitDrawn(suite);
      await dispatcher.connect(guardian).setPaused(true);
      await expect(answer(suite, task, order[0]!, 1n)).to.emit(dispatcher, "ResultSubmitted");
    });

    it("stops new attested tasks, and takes them again", async () => {
      const { suite, guardian } = await loadFixture(deployGuardedCenter);
      const { center } = suite;
      const task = await prepareTask(suite);

      await expect(center.connect(guardian).setPaused(true)).to.emit(center, "Paused").withArgs(guardian.address);
      await expect(send(suite, task)).to.be.revertedWithCustomError(center, "EnforcedPause").withArgs();
      await expect(center.connect(guardian).setPaused(false)).to.emit(center, "Unpaused").withArgs(guardian.address);
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
    });

    it("cannot stop the dispute of an attested task", async () => {
      const { suite, guardian } = await loadFixture(deployGuardedCenter);
      const { center, stranger } = suite;
      const task = await submit(suite);
      await center.connect(guardian).setPaused(true);

      const bond = await center.challengeBond();
      await expect(center.connect(stranger).challengeTask(task.id, { value: bond })).to.emit(center, "TaskChallenged");
    });

    it("cannot stop withdrawals", async () => {
      const { suite, guardian } = await loadFixture(deployGuarded);
      const { dispatcher, escrow, actor, native } = suite;
      await dispatcher.connect(guardian).setPaused(true);
      const credit = await escrow.creditOf(actor, native);
      await escrow.connect(actor).withdraw(native, actor, credit);
      expect(await escrow.creditOf(actor, native)).to.equal(0n);
    });

    for (const [name, call] of Object.entries({ ...governedCalls, ...authorityCalls })) {
      it(`reverts in ${name}`, async () => {
        const { suite, guardian } = await loadFixture(deployGuarded);
        await expect(call(suite, guardian))
          .to.be.revertedWithCustomError(suite.registry, "AccessManagedUnauthorized")
          .withArgs(guardian.address);
      });
    }

    it("cannot make others guardians", async () => {
      const { suite, authority, guardian } = await loadFixture(deployGuarded);
      await expect(authority.connect(guardian).grantRole(GUARDIAN_ROLE, suite.stranger, 0))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(guardian.address, ADMIN_ROLE);
    });

    it("loses its role to governance", async () => {
      const { suite, authority, guardian } = await loadFixture(deployGuarded);
      await authority.revokeRole(GUARDIAN_ROLE, guardian);
      await expect(suite.dispatcher.connect(guardian).setPaused(true))
        .to.be.revertedWithCustomError(suite.dispatcher, "AccessManagedUnauthorized")
        .withArgs(guardian.address);
    });
  });

  describe("given the governor", () => {
    for (const [name, call] of Object.entries({ ...governedCalls, ...pauseCalls })) {
      it(`may call ${name}`, async () => {
        const { suite } = await loadFixture(deployGuarded);
        await expect(call(suite, suite.governor)).not.to.revert(ethers);
      });
    }

    for (const [name, call] of Object.entries(authorityCalls)) {
      it(`reverts in ${name}, which only the AccessManager may call`, async () => {
        const { suite } = await loadFixture(deployGuarded);
        await expect(call(suite, suite.governor))
          .to.be.revertedWithCustomError(suite.registry, "AccessManagedUnauthorized")
          .withArgs(suite.governor.address);
      });
    }

    it("cannot touch credit that accounts have", async () => {
      const { suite } = await loadFixture(deployGuarded);
      const { escrow, governor, actor, native } = suite;
      await suite.registry.setMarket(governor, true);
      await expect(escrow.hold(actor, native, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(actor.address, governor.address);
    });

    it("cannot slash operators that did not join a pool of the market", async () => {
      const { suite } = await loadFixture(deployGuarded);
      const { registry, governor, pool } = suite;
      await registry.setMarket(governor, true);
      const { ZeroAddress: nobody } = ethers;
      const offence = { operator: 1n, pool, share: 1, offence: ethers.id("offence"), victim: nobody, loss: 0n };
      await expect(registry.slash({ ...offence, reporter: nobody, bountyBps: 0, jails: false }))
        .to.be.revertedWithCustomError(registry, "StakingNotPoolMarket")
        .withArgs(pool, governor.address);
    });
  });
});
