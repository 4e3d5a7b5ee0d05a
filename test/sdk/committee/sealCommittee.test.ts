import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

import { aggregateKeys } from "../../../sdk/bls/aggregateKeys.ts";
import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { bitmapOf } from "../../../sdk/committee/bitmapOf.ts";
import { committeeIdOf } from "../../../sdk/committee/committeeIdOf.ts";
import { decodePage } from "../../../sdk/committee/decodePage.ts";
import { readCommittee } from "../../../sdk/committee/readCommittee.ts";
import { refreshSeat } from "../../../sdk/committee/refreshSeat.ts";
import { sealCommittee } from "../../../sdk/committee/sealCommittee.ts";
import { SEATS_PER_PAGE } from "../../../sdk/committee/seatsPerPage.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import { BaseError } from "../../../sdk/errors/baseError.ts";
import { blsOperatorKey } from "../../../sdk/registry/blsOperatorKey.ts";
import { BLS_KEY_KIND } from "../../../sdk/registry/blsKeyKind.ts";
import { joinPool } from "../../../sdk/registry/joinPool.ts";
import { leavePool } from "../../../sdk/registry/leavePool.ts";
import { openPool } from "../../../sdk/registry/openPool.ts";
import { readBlsKeys } from "../../../sdk/registry/readBlsKeys.ts";
import { registerOperator } from "../../../sdk/registry/registerOperator.ts";
import { setBlsKey } from "../../../sdk/registry/setBlsKey.ts";
import { stake } from "../../../sdk/registry/stake.ts";
import { publicKeyOf, testSecret } from "../../helpers/blsSigners.ts";
import { sealPartsOf, seatMembers, type TestCommittees, type TestMember } from "../../helpers/committee.ts";
import { defaults } from "../../helpers/defaults.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { deployTestSuite, poolTerms } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const { stake: STAKE } = defaults;
const MEMBERS = 3;
/** One more than fits a page. */
const WIDE = SEATS_PER_PAGE + 1;
const secrets = Array.from({ length: WIDE }, (_, index) => testSecret(index));

/** The suite, and a pool in which three accounts have taken seats, all through the SDK. */
async function deployJoined() {
  const suite = await deployTestSuite(connection, 0);
  const terms = { ...poolTerms(suite.stranger.address, ethers), requiredKeys: 1 << BLS_KEY_KIND };
  const { pool } = await openPool(suite, { terms });
  const signers = (await ethers.getSigners()).slice(3, 3 + MEMBERS);
  const clients = signers.map((runner) => createMusterClient({ deployment: suite.deployment, runner }));
  for (const [index, client] of clients.entries()) {
    const key = await blsOperatorKey(client, { secretKey: secrets[index]! });
    const { operator } = await registerOperator(client, { keys: [key] });
    await stake(client, { operator, amount: STAKE * BigInt(index + 1) });
    await joinPool(client, { pool });
  }
  return { ...suite, pool, clients };
}

/** The suite, and a pool with one member more than fits a page. */
async function deployWide() {
  const suite = await deployTestSuite(connection, 0);
  const terms = { ...poolTerms(suite.stranger.address, ethers), requiredKeys: 1 << BLS_KEY_KIND };
  const { pool } = await openPool(suite, { terms });
  const filler = (await ethers.deployContract("SeatFiller")) as unknown as Contract;
  const members: TestMember[] = [];
  await seatMembers({ ...suite, filler, pool: BigInt(pool), members }, secrets);
  return { ...suite, pool, members };
}

describe("committees through the SDK", () => {
  describe("sealCommittee", () => {
    it("seals the members with the keys that they brought", async () => {
      const { pool, clients, governor, ...client } = await loadFixture(deployJoined);
      const { committee, receipts } = await sealCommittee(client, { pool });
      expect(committee).to.equal(committeeIdOf(pool, 1));
      expect(receipts).to.have.length(1);
      const keys = secrets.slice(0, MEMBERS).map((secret) => publicKeyOf(secret));
      const { timestamp } = (await ethers.provider.getBlock("latest"))!;
      expect(await readCommittee(client, { pool })).to.deep.equal({
        committee,
        pool,
        number: 1,
        rosterVersion: MEMBERS,
        sealer: governor.address,
        sealedAt: timestamp,
        supersededAt: 0,
        diesAt: timestamp + 14 * 86_400,
        isLive: true,
        totalPower: 6n * STAKE,
        aggregateKey: aggregateKeys(keys),
        seats: keys.map((key, seat) => ({
          seat,
          operator: seat + 1,
          power: STAKE * BigInt(seat + 1),
          key,
          isVoided: false,
        })),
      });
      expect(clients).to.have.length(MEMBERS);
    });

    it("takes a rotated key from the moment it counts", async () => {
      const { pool, clients, ...client } = await loadFixture(deployJoined);
      const rotated = testSecret(1_000);
      await setBlsKey(clients[0]!, { secretKey: rotated });
      expect(await readBlsKeys(client, { operators: [1] })).to.deep.equal([publicKeyOf(secrets[0]!)]);
      await time.increase(await client.registry.KEY_DELAY());
      await sealCommittee(client, { pool });
      expect((await readCommittee(client, { pool })).seats[0]!.key).to.equal(publicKeyOf(rotated));
    });

    it("seals anew when somebody has left, and whoever moved has another seat", async () => {
      const { pool, clients, ...client } = await loadFixture(deployJoined);
      await sealCommittee(client, { pool });
      await leavePool(clients[0]!, { pool });
      const { committee } = await sealCommittee(client, { pool });
      const { number, seats } = await readCommittee(client, { committee });
      expect([number, seats.map(({ operator }) => operator)]).to.deep.equal([2, [3, 2]]);
      expect((await readCommittee(client, { committee: committeeIdOf(pool, 1) })).supersededAt).to.be.above(0);
    });

    it("refuses when nothing changed", async () => {
      const { pool, ...client } = await loadFixture(deployJoined);
      await sealCommittee(client, { pool });
      expect(await rejectionOf(sealCommittee(client, { pool }))).to.include({ code: "COMMITTEE_UNCHANGED" });
    });

    it("refuses a pool without members", async () => {
      const client = await loadFixture(deployJoined);
      expect(await rejectionOf(sealCommittee(client, { pool: 1 }))).to.include({ code: "COMMITTEE_BAD_SIZE" });
    });

    it("refuses when a member has brought no key", async () => {
      const { clients, stranger, ...client } = await loadFixture(deployJoined);
      const { pool } = await openPool(client, { terms: poolTerms(stranger.address, ethers) });
      const keyless = createMusterClient({ deployment: client.deployment, runner: stranger });
      const { operator } = await registerOperator(keyless);
      await stake(keyless, { operator, amount: STAKE });
      for (const member of [clients[0]!, keyless]) await joinPool(member, { pool });
      expect(await rejectionOf(sealCommittee(client, { pool }))).to.include({ code: "BLS_KEY_MISSING" });
    });

    it("sends a page at a time", async () => {
      const { pool, members, ...client } = await loadFixture(deployWide);
      const { receipts, committee } = await sealCommittee(client, { pool });
      expect(receipts).to.have.length(2);
      const { seats, totalPower } = await readCommittee(client, { committee });
      expect(totalPower).to.equal(STAKE * BigInt(WIDE));
      expect(seats.map(({ key }) => key)).to.deep.equal(members.map(({ secret }) => publicKeyOf(secret)));
    });

    it("goes on where it was interrupted, with the roster that was begun", async () => {
      const fixture = await loadFixture(deployWide);
      const { pool, members, registry, committees } = fixture;
      const [part] = await sealPartsOf({ ...fixture, pool: BigInt(pool) } as unknown as TestCommittees);
      await committees.seal(pool, part!);
      const { controller } = members[5]!;
      await networkHelpers.setBalance(controller, defaults.credit);
      await registry.connect(await ethers.getImpersonatedSigner(controller)).leavePool(pool);
      const { receipts, committee } = await sealCommittee(fixture, { pool });
      expect(receipts).to.have.length(1);
      const { rosterVersion, seats } = await readCommittee(fixture, { committee });
      expect(rosterVersion).to.equal(WIDE);
      expect(seats.map(({ operator }) => operator)).to.deep.equal(members.map(({ operator }) => Number(operator)));
    });
  });

  describe("readCommittee", () => {
    it("refuses a pool that was never sealed, and a committee that never was", async () => {
      const { pool, ...client } = await loadFixture(deployJoined);
      expect(await rejectionOf(readCommittee(client, { pool }))).to.include({ code: "COMMITTEE_UNKNOWN" });
      const committee = committeeIdOf(pool, 1);
      expect(await rejectionOf(readCommittee(client, { committee }))).to.include({ code: "COMMITTEE_UNKNOWN" });
    });
  });

  describe("refreshSeat", () => {
    it("tells whether the seat is void", async () => {
      const { pool, governor, stranger, ...client } = await loadFixture(deployJoined);
      const { registry } = client;
      const { committee } = await sealCommittee(client, { pool });
      expect((await refreshSeat(client, { committee, seat: 1 })).isVoided).to.equal(false);
      await registry.connect(governor).setMarket(stranger, true);
      const shares = { share: 0, bountyBps: 0, loss: 0n };
      const parties = { victim: ethers.ZeroAddress, reporter: ethers.ZeroAddress, offence: ethers.id("offence") };
      await registry.connect(stranger).slash({ operator: 2, pool, ...shares, ...parties, jails: true });
      expect((await refreshSeat(client, { committee, seat: 1 })).isVoided).to.equal(true);
      const { seats } = await readCommittee(client, { committee });
      expect(seats.map(({ isVoided }) => isVoided)).to.deep.equal([false, true, false]);
    });
  });

  describe("bitmapOf and signersOf", () => {
    it("are each other's inverse", () => {
      for (const seats of [[], [0], [255], [0, 1, 116, 117, 255]])
        expect(signersOf(bitmapOf(seats))).to.deep.equal(seats);
      expect(bitmapOf([0, 2])).to.equal(0b101n);
    });

    for (const seat of [-1, 256, 1.5]) {
      it(`refuse seat ${seat}`, () => {
        expect(() => bitmapOf([seat]))
          .to.throw(BaseError)
          .with.property("code", "COMMITTEE_SEAT_OUT_OF_RANGE");
      });
    }
  });

  describe("decodePage", () => {
    for (const length of [0, 1, 209, 416, 418]) {
      it(`refuses ${length} bytes of code`, () => {
        expect(() => decodePage(`0x${"00".repeat(length)}`))
          .to.throw(BaseError)
          .with.property("code", "COMMITTEE_PAGE_MALFORMED");
      });
    }
  });
});
