import { expect } from "chai";
import { id } from "ethers";
import { network } from "hardhat";

import { receiptRootDigest } from "../../sdk/jobs/receiptRootDigest.ts";
import { ReceiptRoots__factory } from "../../typechain-types/index.ts";
import { signTogether, testSecret } from "../helpers/blsSigners.ts";
import { deployTestCommittees, sealMembers, seatMembers } from "../helpers/committee.ts";
import { defaults } from "../helpers/defaults.ts";
import { openTestPool } from "../helpers/registry.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const root = id("receipts");
const chainId = 4_217n;
const secrets = [0, 1, 2].map(testSecret);
const ALL = 0b111n;
const TOTAL = 3n * defaults.stake;

/** Three witnesses of equal power, sealed. */
async function deployReceipts() {
  const fixture = await deployTestCommittees(connection);
  await seatMembers(fixture, secrets);
  const committee = await sealMembers(fixture);
  const receipts = await new ReceiptRoots__factory(fixture.governor).deploy(fixture.committees, fixture.pool);
  const { chainId: homeChainId } = await ethers.provider.getNetwork();
  const reference = { homeChainId, receipts: await receipts.getAddress() };
  const sign = (seats: number[], changes: object = {}, other: object = {}) =>
    signTogether(
      seats.map((seat) => secrets[seat] as string),
      receiptRootDigest({ committee, chainId, root, ...changes }, { ...reference, ...other }),
    );
  return { ...fixture, receipts, reference, committee, sign };
}

describe("ReceiptRoots", () => {
  describe("acceptRoot", () => {
    it("accepts a root of a chain, and of no other, and says so", async () => {
      const { receipts, reference, committee, sign } = await loadFixture(deployReceipts);
      await expect(receipts.acceptRoot(committee, chainId, root, ALL, sign([0, 1, 2])))
        .to.emit(receipts, "ReceiptRootAccepted")
        .withArgs(chainId, root, committee);
      expect(await receipts.isReceiptRoot(chainId, root)).to.be.true;
      expect(await receipts.isReceiptRoot(chainId + 1n, root)).to.be.false;
      const digest = receiptRootDigest({ committee, chainId, root }, reference);
      expect(await receipts.rootDigestOf(committee, chainId, root)).to.equal(digest);
    });

    it("accepts it from anyone, and twice", async () => {
      const { receipts, stranger, committee, sign } = await loadFixture(deployReceipts);
      const accept = () => receipts.connect(stranger).acceptRoot(committee, chainId, root, ALL, sign([0, 1, 2]));
      await accept();
      await accept();
      expect(await receipts.isReceiptRoot(chainId, root)).to.be.true;
    });

    it("reverts on a committee of another pool", async () => {
      const fixture = await loadFixture(deployReceipts);
      const { receipts, governor, committees, committee, pool, sign } = fixture;
      const otherPool = await openTestPool(connection, fixture);
      const others = await new ReceiptRoots__factory(governor).deploy(committees, otherPool);
      await expect(others.acceptRoot(committee, chainId, root, ALL, sign([0, 1, 2])))
        .to.be.revertedWithCustomError(receipts, "ReceiptsWrongPool")
        .withArgs(committee, pool, otherPool);
    });

    it("reverts on a committee that is dead", async () => {
      const { receipts, committees, committee, sign } = await loadFixture(deployReceipts);
      await time.increaseTo(await committees.diesAt(committee));
      await expect(receipts.acceptRoot(committee, chainId, root, ALL, sign([0, 1, 2])))
        .to.be.revertedWithCustomError(receipts, "ReceiptsDeadCommittee")
        .withArgs(committee);
    });

    it("reverts when a seat signed that is voided", async () => {
      const { receipts, registry, market, victim, pool, members, committees, committee, sign } =
        await loadFixture(deployReceipts);
      const [{ operator }] = members as [(typeof members)[0]];
      const share = defaults.maxSlashBps;
      const nothing = { loss: 0n, reporter: ethers.ZeroAddress, bountyBps: 0n, jails: false };
      await registry.connect(market).slash({ operator, pool, share, offence: id("offence"), victim, ...nothing });
      await committees.refreshSeat(committee, 0);
      await expect(receipts.acceptRoot(committee, chainId, root, ALL, sign([0, 1, 2])))
        .to.be.revertedWithCustomError(receipts, "ReceiptsVoidedSigners")
        .withArgs(committee, ALL, 1n);
    });

    it("reverts without more than two thirds of the power", async () => {
      const { receipts, committee, sign } = await loadFixture(deployReceipts);
      await expect(receipts.acceptRoot(committee, chainId, root, 0b11n, sign([0, 1])))
        .to.be.revertedWithCustomError(receipts, "ReceiptsNoQuorum")
        .withArgs(committee, 0b11n, 2n * defaults.stake, TOTAL);
    });

    const otherWords: [string, object, object][] = [
      ["another root", { root: id("other") }, {}],
      ["another chain", { chainId: 1n }, {}],
      ["another committee", { committee: 1n }, {}],
      ["another contract", {}, { receipts: ethers.ZeroAddress }],
      ["another home", {}, { homeChainId: 1n }],
    ];
    for (const [what, change, other] of otherWords) {
      it(`reverts on a signature of ${what}`, async () => {
        const { receipts, committees, committee, sign } = await loadFixture(deployReceipts);
        await expect(receipts.acceptRoot(committee, chainId, root, ALL, sign([0, 1, 2], change, other)))
          .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
          .withArgs(committee, ALL, await receipts.rootDigestOf(committee, chainId, root));
      });
    }
  });

  describe("isReceiptRoot", () => {
    it("is false for what nobody signed", async () => {
      const { receipts } = await loadFixture(deployReceipts);
      expect(await receipts.isReceiptRoot(chainId, root)).to.be.false;
    });
  });
});
