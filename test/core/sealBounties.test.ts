import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { network } from "hardhat";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { type AttestationSuite, deployAttestation, sealCommittee } from "../helpers/attestation.ts";
import { poolTerms } from "../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const PER_SEAT = suiteDefaults.attestation.sealBountyPerSeat;
const INTERVAL = 3_600n;
const FUND = 10n ** 18n;
const SEATS = 4n;

/** A sealed committee of four, sealed by the governor, and money for bounties. */
async function fundedFixture(): Promise<AttestationSuite> {
  const suite = await deployAttestation(connection);
  await suite.sealBounties.fund(suite.pool, FUND, { value: FUND });
  return suite;
}

/** Seals the pool anew without its last attester, so many seconds after the last seal; returns the committee. */
async function sealSmaller(suite: AttestationSuite, count: number, secondsLater: bigint): Promise<bigint> {
  const { registry, committees, attesters, pool } = suite;
  const { sealedAt } = await committees.committeeOf(await committees.currentOf(pool));
  await registry.connect(attesters[count]!.signer).leavePool(pool);
  await networkHelpers.time.setNextBlockTimestamp(sealedAt + secondsLater);
  return sealCommittee(suite, pool, attesters.slice(0, count));
}

describe("SealBounties", () => {
  describe("fund", () => {
    it("takes attached coin from anybody, and tells of it", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, escrow, pool, stranger, native } = suite;

      await expect(sealBounties.connect(stranger).fund(pool, 5n, { value: 5n }))
        .to.emit(sealBounties, "SealingFunded")
        .withArgs(pool, stranger.address, 5n);

      expect(await sealBounties.fundOf(pool)).to.equal(FUND + 5n);
      expect(await escrow.heldBy(sealBounties, native)).to.equal(FUND + 5n);
    });

    it("takes credit where nothing is attached", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, escrow, pool, owner, native } = suite;
      await escrow.connect(owner).approveMarket(sealBounties, true);
      const credit = await escrow.creditOf(owner, native);

      await sealBounties.connect(owner).fund(pool, 5n);

      expect(credit - (await escrow.creditOf(owner, native))).to.equal(5n);
      expect(await sealBounties.fundOf(pool)).to.equal(FUND + 5n);
    });

    it("refuses coin of another amount", async () => {
      const { sealBounties, pool } = await networkHelpers.loadFixture(fundedFixture);

      await expect(sealBounties.fund(pool, 5n, { value: 4n }))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyWrongValue")
        .withArgs(4n, 5n);
    });
  });

  describe("setBountyPerSeat", () => {
    async function ownPool(suite: AttestationSuite, owner: HardhatEthersSigner): Promise<bigint> {
      const terms = poolTerms(await suite.center.getAddress(), ethers);
      await suite.registry.connect(owner).openPool({ ...terms, requiredKeys: 1 });
      return suite.registry.poolCount();
    }

    it("is for the pool's owner", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, stranger, owner } = suite;
      const pool = await ownPool(suite, stranger);

      expect(await sealBounties.bountyPerSeatOf(pool)).to.equal(PER_SEAT);
      await expect(sealBounties.connect(stranger).setBountyPerSeat(pool, 7n))
        .to.emit(sealBounties, "SealBountySet")
        .withArgs(pool, PER_SEAT, 7n);
      expect(await sealBounties.bountyPerSeatOf(pool)).to.equal(7n);
      await expect(sealBounties.connect(owner).setBountyPerSeat(pool, 8n))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotOwner")
        .withArgs(pool, owner.address);
    });

    it("may be nothing, which pays nobody", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, registry, attesters, stranger } = suite;
      const pool = await ownPool(suite, stranger);
      for (const { signer } of attesters) await registry.connect(signer).joinPool(pool, "0x");
      const committee = await sealCommittee(suite, Number(pool), attesters);
      await sealBounties.fund(pool, FUND, { value: FUND });
      await sealBounties.connect(stranger).setBountyPerSeat(pool, 0n);

      expect(await sealBounties.bountyPerSeatOf(pool)).to.equal(0n);
      await expect(sealBounties.pay(committee))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(committee);
    });
  });

  describe("setMarketBountyPerSeat", () => {
    it("is for governance, where the market owns its pool", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, pool, governor, stranger } = suite;

      await expect(sealBounties.connect(governor).setMarketBountyPerSeat(pool, 7n))
        .to.emit(sealBounties, "SealBountySet")
        .withArgs(pool, PER_SEAT, 7n);
      expect(await sealBounties.bountyPerSeatOf(pool)).to.equal(7n);
      await expect(sealBounties.connect(stranger).setMarketBountyPerSeat(pool, 8n))
        .to.be.revertedWithCustomError(sealBounties, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });

    it("leaves the pools of others alone", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, registry, center, governor, stranger } = suite;
      await registry.connect(stranger).openPool(poolTerms(await center.getAddress(), ethers));
      const pool = await registry.poolCount();

      await expect(sealBounties.connect(governor).setMarketBountyPerSeat(pool, 7n))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotOwner")
        .withArgs(pool, governor.address);
    });
  });

  describe("pay", () => {
    it("pays who sealed, for each seat; anybody may ask for it", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, escrow, committee, pool, stranger, governor, native } = suite;
      const credit = await escrow.creditOf(governor, native);

      await expect(sealBounties.connect(stranger).pay(committee))
        .to.emit(sealBounties, "SealBountyPaid")
        .withArgs(committee, governor.address, SEATS * PER_SEAT);

      expect((await escrow.creditOf(governor, native)) - credit).to.equal(SEATS * PER_SEAT);
      expect(await sealBounties.fundOf(pool)).to.equal(FUND - SEATS * PER_SEAT);
      expect(await escrow.heldBy(sealBounties, native)).to.equal(FUND - SEATS * PER_SEAT);
    });

    it("pays a committee once", async () => {
      const { sealBounties, committee } = await networkHelpers.loadFixture(fundedFixture);
      await sealBounties.pay(committee);

      await expect(sealBounties.pay(committee))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(committee);
    });

    it("pays a seal an hour after the last that was paid, and not a second earlier", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, committee } = suite;
      await sealBounties.pay(committee);
      const snapshot = await networkHelpers.takeSnapshot();
      const early = await sealSmaller(suite, 3, INTERVAL - 1n);
      await expect(sealBounties.pay(early))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(early);
      await snapshot.restore();

      const due = await sealSmaller(suite, 3, INTERVAL);
      await expect(sealBounties.pay(due)).to.emit(sealBounties, "SealBountyPaid");
    });

    it("pays no committee that is older than one that was paid", async () => {
      const suite = await networkHelpers.loadFixture(fundedFixture);
      const { sealBounties, committee } = suite;
      const next = await sealSmaller(suite, 3, INTERVAL);
      await sealBounties.pay(next);

      await expect(sealBounties.pay(committee))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(committee);
    });

    it("pays what is there, where that is less", async () => {
      const suite = await deployAttestation(connection);
      const { sealBounties, committee, pool, governor } = suite;
      await sealBounties.fund(pool, PER_SEAT, { value: PER_SEAT });

      await expect(sealBounties.pay(committee))
        .to.emit(sealBounties, "SealBountyPaid")
        .withArgs(committee, governor.address, PER_SEAT);
      expect(await sealBounties.fundOf(pool)).to.equal(0n);
    });

    it("pays nothing where nothing is, and for no committee that is none", async () => {
      const suite = await deployAttestation(connection);
      const { sealBounties, committee, pool } = suite;

      await expect(sealBounties.pay(committee))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(committee);
      await sealBounties.fund(pool, FUND, { value: FUND });
      await expect(sealBounties.pay(committee + 1n))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(committee + 1n);
    });

    it("pays a pool's seals from its own fund alone", async () => {
      const suite = await deployAttestation(connection);
      const { sealBounties, committee, pool } = suite;
      await sealBounties.fund(pool + 1, FUND, { value: FUND });

      await expect(sealBounties.pay(committee))
        .to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue")
        .withArgs(committee);
      expect(await sealBounties.fundOf(pool + 1)).to.equal(FUND);
    });
  });
});
