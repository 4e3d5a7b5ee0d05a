import { expect } from "chai";
import { concat, type Contract, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { aggregateKeys } from "../../sdk/bls/aggregateKeys.ts";
import { aggregateSignatures } from "../../sdk/bls/aggregateSignatures.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import { POSSESSION_DOMAIN } from "../../sdk/bls/possessionDomain.ts";
import { provePossession } from "../../sdk/bls/provePossession.ts";
import { signUnder } from "../../sdk/bls/signUnder.ts";
import { bitmapOf } from "../../sdk/committee/bitmapOf.ts";
import { committeeIdOf } from "../../sdk/committee/committeeIdOf.ts";
import { decodePage } from "../../sdk/committee/decodePage.ts";
import { SEATS_PER_PAGE } from "../../sdk/committee/seatsPerPage.ts";
import { BLS_KEY_KIND } from "../../sdk/registry/blsKeyKind.ts";
import { Committees__factory } from "../../typechain-types/index.ts";
import { oppositeSecret, publicKeyOf, signTogether, testSecret } from "../helpers/blsSigners.ts";
import {
  deployTestCommittees,
  sealMembers,
  sealPartsOf,
  seatMembers,
  type TestCommittees,
} from "../helpers/committee.ts";
import { defaults } from "../helpers/defaults.ts";
import { createRandom } from "../helpers/random.ts";
import { offCurveG1, offCurveG2, outsideG1 } from "../helpers/strayPoints.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const { stake: STAKE, maxSlashBps: MAX_SLASH_BPS } = defaults;
const { maxAge, grace } = suiteDefaults.committees;
const { unbondingPeriod } = suiteDefaults;
const DISPUTE = 7 * 86_400;
const SEAL_PERIOD = 3_600;
const POOL = 1n;
const FIRST = committeeIdOf(1, 1);
const SECOND = committeeIdOf(1, 2);
/** Sizes at the edges of pages. */
const LADDER = [1, 3, 117, 118, 235, 256] as const;
const MOST = 256;
const MOST_POWER = 2n ** 96n - 1n;
const INFINITY_G1 = `0x${"00".repeat(96)}`;
/** What a refused verification costs at most, as a transaction; the pairing's cap is 150,000 of it. */
const MOST_GAS = 230_000n;

const random = createRandom("committees");
const digest = random.bytes(32);
const secrets = Array.from({ length: MOST }, (_, index) => testSecret(index));
const everybody = (size: number) => 2n ** BigInt(size) - 1n;

/** Three operators with seats, of stakes 1, 2 and 3. */
async function deployTrio() {
  const fixture = await deployTestCommittees(connection);
  await seatMembers(fixture, secrets.slice(0, 3));
  await fixture.registry.stake(2n, STAKE, { value: STAKE });
  await fixture.registry.stake(3n, 2n * STAKE, { value: 2n * STAKE });
  return fixture;
}

/** The same, sealed. */
async function deploySealed() {
  const fixture = await deployTrio();
  await sealMembers(fixture);
  return fixture;
}

/** A pool that grew to 256 seats, and was sealed at each size of the ladder; powers differ. */
async function deployLadder() {
  const fixture = await deployTestCommittees(connection);
  for (const size of LADDER) {
    await seatMembers(fixture, secrets.slice(fixture.members.length, size));
    await fixture.registry.stake(BigInt(size), BigInt(size), { value: BigInt(size) });
    await sealMembers(fixture);
  }
  return fixture;
}

/** What a seat had at stake when a committee of the ladder was sealed. */
const ladderPower = (seat: number) => STAKE + (LADDER.includes((seat + 1) as 1) ? BigInt(seat + 1) : 0n);

/** Committees over a registry that says what it is told. */
async function deployMocked() {
  const [sealer] = await ethers.getSigners();
  const registry = (await ethers.deployContract("SealingRegistryMock")) as unknown as Contract;
  const committees = await new Committees__factory(sealer).deploy(await registry.getAddress(), maxAge, grace);
  const sealWith = async (keys: readonly string[], size = keys.length, power = 1n) => {
    await registry.getFunction("setRoster")(size, power, keys);
    return committees.seal(POOL, { rosterVersion: 1, keys: concat(keys), hints: [] });
  };
  return { registry, committees, sealWith };
}

/** Reports an operator to its market: it loses the pool's largest share, or nothing, and may be jailed. */
async function punish({ registry, market }: TestCommittees, operator: bigint, share: number, jails: boolean) {
  await registry.connect(market).slash({
    operator,
    pool: POOL,
    share,
    offence: random.bytes(32),
    victim: ZeroAddress,
    loss: 0n,
    reporter: ZeroAddress,
    bountyBps: 0,
    jails,
  });
}

/** Sends in the name of a member. */
async function actAs({ registry, members }: TestCommittees, seat: number) {
  const { controller } = members[seat]!;
  await networkHelpers.setBalance(controller, defaults.credit);
  return registry.connect(await ethers.getImpersonatedSigner(controller));
}

/** The one part that seals the trio. */
async function partOf(
  fixture: TestCommittees,
  changes: { rosterVersion?: bigint; keys?: string; hints?: number[] } = {},
) {
  const [part] = await sealPartsOf(fixture);
  return { ...part!, ...changes };
}

describe("Committees", () => {
  // First of all, because a return to an earlier state forgets every later one, and this one takes long to make.
  before(async () => void (await loadFixture(deployLadder)));

  describe("constructor", () => {
    const longest = unbondingPeriod - DISPUTE - grace;

    it("reverts when a committee could outlive the stake behind it (CommitteeLivesTooLong)", async () => {
      const { registry, committees, governor } = await loadFixture(deployTrio);
      await expect(new Committees__factory(governor).deploy(registry, longest, grace))
        .to.be.revertedWithCustomError(committees, "CommitteeLivesTooLong")
        .withArgs(unbondingPeriod, unbondingPeriod);
    });

    it("accepts a second less", async () => {
      const { registry, governor } = await loadFixture(deployTrio);
      const committees = await new Committees__factory(governor).deploy(registry, longest - 1, grace);
      expect(await committees.maxAge()).to.equal(longest - 1);
      expect(await committees.grace()).to.equal(grace);
      expect(await committees.registry()).to.equal(await registry.getAddress());
    });
  });

  describe("seal", () => {
    it("seals the roster as it is, and says so", async () => {
      const fixture = await loadFixture(deployTrio);
      const { committees, stranger } = fixture;
      const at = (await time.latest()) + 100;
      await time.setNextBlockTimestamp(at);
      await expect(committees.connect(stranger).seal(POOL, await partOf(fixture)))
        .to.emit(committees, "CommitteeSealed")
        .withArgs(FIRST, POOL, stranger.address, 3n, 3n, 6n * STAKE);
      const stored = await committees.committeeOf(FIRST);
      expect([stored.size, stored.sealedAt, stored.supersededAt]).to.deep.equal([3n, BigInt(at), 0n]);
      expect([stored.voided, stored.rosterVersion, stored.sealer]).to.deep.equal([0n, 3n, stranger.address]);
      expect([stored.page1, stored.page2]).to.deep.equal([ZeroAddress, ZeroAddress]);
      expect(await committees.currentOf(POOL)).to.equal(FIRST);
    });

    it("keeps operator, power and key of each seat, and the totals", async () => {
      const { committees, members } = await loadFixture(deploySealed);
      const seats = [1n, 2n, 3n].map((operator) => [operator, operator * STAKE]);
      expect((await committees.seatsOf(FIRST)).map((seat) => [...seat])).to.deep.equal(seats);
      expect([...(await committees.seatOf(FIRST, 2))]).to.deep.equal(seats[2]);
      expect(await committees.totalPowerOf(FIRST)).to.equal(6n * STAKE);
      for (const [seat, { secret }] of members.entries()) {
        expect(await committees.keyOf(FIRST, seat)).to.equal(publicKeyOf(secret));
      }
    });

    it("writes a page of code that does nothing, which the SDK can read", async () => {
      const { committees, members } = await loadFixture(deploySealed);
      const code = await ethers.provider.getCode((await committees.committeeOf(FIRST)).page0);
      const keys = members.map(({ secret }) => publicKeyOf(secret));
      expect(code.slice(0, 4)).to.equal("0x00");
      expect(decodePage(code)).to.deep.equal({
        totalPower: 6n * STAKE,
        aggregateKey: aggregateKeys(keys),
        seats: keys.map((key, seat) => ({ operator: seat + 1, power: BigInt(seat + 1) * STAKE, key })),
      });
    });

    it("seals a jailed operator without power", async () => {
      const fixture = await loadFixture(deployTrio);
      await punish(fixture, 2n, 0, true);
      await sealMembers(fixture);
      expect([...(await fixture.committees.seatOf(FIRST, 1))]).to.deep.equal([2n, 0n]);
      expect(await fixture.committees.totalPowerOf(FIRST)).to.equal(4n * STAKE);
    });

    it("voids seats without power from the sealing on", async () => {
      const fixture = await loadFixture(deployTrio);
      const { committees } = fixture;
      await punish(fixture, 2n, 0, true);
      await (await actAs(fixture, 2)).unstake(3n * STAKE);
      await sealMembers(fixture);

      expect((await committees.committeeOf(FIRST)).voided).to.equal(0b110n);
      await expect(committees.refreshSeat(FIRST, 1)).not.to.emit(committees, "SeatVoided");
      await expect(committees.seal(POOL, await partOf(fixture)))
        .to.be.revertedWithCustomError(committees, "CommitteeUnchanged")
        .withArgs(FIRST);
    });

    it("voids seats without power on every page", async () => {
      const fixture = await loadFixture(deployLadder);
      const { committees } = fixture;
      const seats = [0, 130, 255];
      for (const seat of seats) await (await actAs(fixture, seat)).unstake(ladderPower(seat));
      await sealMembers(fixture);

      const { voided } = await committees.committeeOf(await committees.currentOf(POOL));
      expect(voided).to.equal(seats.reduce((set, seat) => set | (1n << BigInt(seat)), 0n));
    });

    it("counts what is active alone", async () => {
      const fixture = await loadFixture(deployTrio);
      await (await actAs(fixture, 0)).unstake(1n);
      await sealMembers(fixture);
      expect([...(await fixture.committees.seatOf(FIRST, 0))]).to.deep.equal([1n, STAKE - 1n]);
    });

    it("numbers the committees of each pool from one", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees, registry } = fixture;
      expect(await committees.currentOf(2n)).to.equal(0n);
      await registry.stake(1n, 1n, { value: 1n });
      expect(await sealMembers(fixture)).to.equal(SECOND);
      expect((await committees.committeeOf(FIRST)).supersededAt).to.equal(await time.latest());
      expect((await committees.committeeOf(SECOND)).supersededAt).to.equal(0n);
    });

    describe("when the part does not fit the roster", () => {
      it("reverts in a pool without members", async () => {
        const fixture = await loadFixture(deployTrio);
        const { committees } = fixture;
        await expect(committees.seal(2n, await partOf(fixture)))
          .to.be.revertedWithCustomError(committees, "CommitteeBadSize")
          .withArgs(2n, 0n);
      });

      it("reverts in a pool of more than 256 members", async () => {
        const { committees, sealWith } = await loadFixture(deployMocked);
        await expect(sealWith([publicKeyOf(secrets[0]!)], MOST + 1))
          .to.be.revertedWithCustomError(committees, "CommitteeBadSize")
          .withArgs(POOL, BigInt(MOST + 1));
      });

      for (const [which, off] of [
        ["an older", -1n],
        ["a later", 1n],
      ] as const) {
        it(`reverts with ${which} version (wrong version)`, async () => {
          const fixture = await loadFixture(deployTrio);
          const { committees } = fixture;
          await expect(committees.seal(POOL, await partOf(fixture, { rosterVersion: 3n + off })))
            .to.be.revertedWithCustomError(committees, "CommitteeWrongVersion")
            .withArgs(POOL, 3n + off, 3n);
        });
      }

      for (const [what, count] of [
        ["a key less", 2],
        ["a key more", 4],
      ] as const) {
        it(`reverts with ${what} than seats`, async () => {
          const fixture = await loadFixture(deployTrio);
          const { committees } = fixture;
          const keys = concat(secrets.slice(0, count).map((secret) => publicKeyOf(secret)));
          await expect(committees.seal(POOL, await partOf(fixture, { keys })))
            .to.be.revertedWithCustomError(committees, "CommitteeWrongLength")
            .withArgs(POOL, count * 192, 3 * 192);
        });
      }

      it("reverts with a hint less than seats", async () => {
        const fixture = await loadFixture(deployTrio);
        const { committees } = fixture;
        await expect(committees.seal(POOL, await partOf(fixture, { hints: [0, 0] })))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongLength")
          .withArgs(POOL, 2n, 3n);
      });

      it("reverts with the key of somebody else (wrong key)", async () => {
        const fixture = await loadFixture(deployTrio);
        const { committees } = fixture;
        const keys = concat([0, 1, 3].map((index) => publicKeyOf(secrets[index]!)));
        await expect(committees.seal(POOL, await partOf(fixture, { keys })))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongKey")
          .withArgs(POOL, 2n, 3n);
      });

      it("reverts with keys in another order", async () => {
        const fixture = await loadFixture(deployTrio);
        const { committees } = fixture;
        const keys = concat([1, 0, 2].map((index) => publicKeyOf(secrets[index]!)));
        await expect(committees.seal(POOL, await partOf(fixture, { keys })))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongKey")
          .withArgs(POOL, 0n, 1n);
      });

      it("reverts with a hint that names no record (wrong hints)", async () => {
        const fixture = await loadFixture(deployTrio);
        const { committees, registry } = fixture;
        await expect(committees.seal(POOL, await partOf(fixture, { hints: [0, 7, 0] })))
          .to.be.revertedWithCustomError(registry, "RosterBadHint")
          .withArgs(POOL, 1n, 3n, 7n);
      });
    });

    it("takes a new key once it counts, and not before", async () => {
      const fixture = await loadFixture(deployTrio);
      const { committees, registry, members } = fixture;
      const member = members[0]!;
      const secretKey = testSecret(1_000);
      const { chainId } = await ethers.provider.getNetwork();
      const registryAddress = await registry.getAddress();
      const proof = provePossession({ secretKey, chainId, registry: registryAddress, controller: member.controller });
      await (await actAs(fixture, 0)).setKey({ kind: BLS_KEY_KIND, key: publicKeyOf(secretKey), proof });
      const rotated = { ...fixture, members: [{ ...member, secret: secretKey }, ...members.slice(1)] };
      await expect(committees.seal(POOL, await partOf(rotated)))
        .to.be.revertedWithCustomError(committees, "CommitteeWrongKey")
        .withArgs(POOL, 0n, 1n);
      await time.increase(await registry.KEY_DELAY());
      await sealMembers(rotated);
      expect(await committees.keyOf(FIRST, 0)).to.equal(publicKeyOf(secretKey));
    });

    it("reverts when the keys add up to infinity (infinity aggregate)", async () => {
      const fixture = await loadFixture(deployTestCommittees.bind(undefined, connection));
      const { committees } = fixture;
      await seatMembers(fixture, [secrets[0]!, oppositeSecret(secrets[0]!)]);
      await expect(committees.seal(POOL, await partOf(fixture)))
        .to.be.revertedWithCustomError(committees, "CommitteeBadAggregate")
        .withArgs(POOL);
    });

    it("reverts when a registry lets through what is no point", async () => {
      const { committees, sealWith } = await loadFixture(deployMocked);
      await expect(sealWith([publicKeyOf(secrets[0]!), offCurveG2]))
        .to.be.revertedWithCustomError(committees, "CommitteeBadAggregate")
        .withArgs(POOL);
    });

    it("caps a power that no seat can hold", async () => {
      const { committees, sealWith } = await loadFixture(deployMocked);
      await sealWith([publicKeyOf(secrets[0]!)], 1, MOST_POWER + 1n);
      expect((await committees.seatOf(FIRST, 0)).power).to.equal(MOST_POWER);
    });

    it("adds up the largest powers without losing any", async () => {
      const { committees, sealWith } = await loadFixture(deployMocked);
      const keys = secrets.slice(0, SEATS_PER_PAGE).map((secret) => publicKeyOf(secret));
      await sealWith(keys, SEATS_PER_PAGE, MOST_POWER);
      expect(await committees.totalPowerOf(FIRST)).to.equal(MOST_POWER * BigInt(SEATS_PER_PAGE));
    });

    describe("given a committee already", () => {
      it("reverts when nothing changed (unchanged reseal)", async () => {
        const fixture = await loadFixture(deploySealed);
        const { committees } = fixture;
        await expect(committees.seal(POOL, await partOf(fixture)))
          .to.be.revertedWithCustomError(committees, "CommitteeUnchanged")
          .withArgs(FIRST);
      });

      it("reverts a second before the last quarter of its life, and renews it from then on", async () => {
        const fixture = await loadFixture(deploySealed);
        const { committees } = fixture;
        const from = Number((await committees.committeeOf(FIRST)).sealedAt) + (maxAge * 3) / 4;
        await time.setNextBlockTimestamp(from - 1);
        await expect(committees.seal(POOL, await partOf(fixture)))
          .to.be.revertedWithCustomError(committees, "CommitteeUnchanged")
          .withArgs(FIRST);
        await time.setNextBlockTimestamp(from);
        await expect(committees.seal(POOL, await partOf(fixture))).to.emit(committees, "CommitteeSealed");
        const [old, renewed] = await Promise.all([FIRST, SECOND].map((id) => committees.committeeOf(id)));
        expect(renewed!.page0).to.equal(old!.page0);
      });

      it("renews it when a seat was voided and is in good standing again", async () => {
        const fixture = await loadFixture(deploySealed);
        const { committees, registry } = fixture;
        await punish(fixture, 2n, 0, true);
        await committees.refreshSeat(FIRST, 1);
        await time.increase(await registry.JAIL_PERIOD());
        await (await actAs(fixture, 1)).unjail();
        expect(await sealMembers(fixture)).to.equal(SECOND);
        expect((await committees.committeeOf(SECOND)).voided).to.equal(0n);
      });

      it("seals anew when the roster changed", async () => {
        const fixture = await loadFixture(deploySealed);
        await (await actAs(fixture, 2)).leavePool(POOL);
        const left = { ...fixture, members: fixture.members.slice(0, 2) };
        expect(await sealMembers(left)).to.equal(SECOND);
        expect((await fixture.committees.seatsOf(SECOND)).map(({ operator }) => operator)).to.deep.equal([1n, 2n]);
      });

      it("finds whoever moved with the hint of the newest record", async () => {
        const fixture = await loadFixture(deploySealed);
        const { members, committees } = fixture;
        await (await actAs(fixture, 0)).leavePool(POOL);
        await sealMembers({ ...fixture, members: [members[2]!, members[1]!] });
        expect((await committees.seatsOf(SECOND)).map(({ operator }) => operator)).to.deep.equal([3n, 2n]);
      });
    });

    describe("given a roster of more than one page", () => {
      /** The ladder, with a change that can be sealed. */
      async function changed() {
        const fixture = await loadFixture(deployLadder);
        await fixture.registry.stake(1n, 1n, { value: 1n });
        return { ...fixture, before: committeeIdOf(1, LADDER.length), parts: await sealPartsOf(fixture) };
      }
      const nextPart = async ({ committees, stranger }: TestCommittees) => [
        ...(await committees.nextPartOf(POOL, stranger)),
      ];

      it("takes the last page first, and completes with page 0", async () => {
        const fixture = await changed();
        const { committees, stranger, before, parts } = fixture;
        const seal = committees.connect(stranger);
        for (const [index, page] of [2n, 1n].entries()) {
          expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), page]);
          await expect(seal.seal(POOL, parts[index]!))
            .to.emit(committees, "CommitteePageWritten")
            .withArgs(POOL, stranger.address, page, BigInt(MOST));
          expect(await committees.currentOf(POOL)).to.equal(before);
        }
        const startedAt = await time.latest();
        expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), 0n]);
        await time.increase(100);
        await expect(seal.seal(POOL, parts[2]!)).to.emit(committees, "CommitteeSealed");
        const { sealedAt, sealer } = await committees.committeeOf(before + 1n);
        expect(sealer).to.equal(stranger.address);
        expect(Number(sealedAt)).to.be.within(startedAt - 5, startedAt);
        expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), 2n]);
      });

      it("writes only the pages that changed", async () => {
        const fixture = await changed();
        const { committees, before } = fixture;
        const id = await sealMembers(fixture);
        const [old, renewed] = await Promise.all([before, id].map((number) => committees.committeeOf(number)));
        expect([renewed!.page1, renewed!.page2]).to.deep.equal([old!.page1, old!.page2]);
        expect(renewed!.page0).not.to.equal(old!.page0);
      });

      it("reverts with page 0 while others are missing", async () => {
        const { committees, parts } = await changed();
        await expect(committees.seal(POOL, parts[2]!))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongLength")
          .withArgs(POOL, SEATS_PER_PAGE * 192, (MOST - 2 * SEATS_PER_PAGE) * 192);
      });

      it("keeps what each account began apart", async () => {
        const fixture = await changed();
        const { committees, stranger, victim, parts } = fixture;
        await committees.connect(stranger).seal(POOL, parts[0]!);
        expect((await committees.nextPartOf(POOL, victim)).page).to.equal(2n);
        await expect(committees.connect(victim).seal(POOL, parts[0]!))
          .to.emit(committees, "CommitteePageWritten")
          .withArgs(POOL, victim.address, 2n, BigInt(MOST));
      });

      it("goes on with the roster that was begun, though a member has left since", async () => {
        const fixture = await changed();
        const { committees, stranger, before, parts } = fixture;
        const seal = committees.connect(stranger);
        await seal.seal(POOL, parts[0]!);
        await (await actAs(fixture, 120)).leavePool(POOL);
        expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), 1n]);
        const hints = Array.from({ length: SEATS_PER_PAGE }, (_, index) => (index === 3 ? MOST + 1 : 0));
        await expect(seal.seal(POOL, parts[1]!))
          .to.be.revertedWithCustomError(fixture.registry, "RosterBadHint")
          .withArgs(POOL, 120n, BigInt(MOST), 0n);
        await seal.seal(POOL, { ...parts[1]!, hints });
        await seal.seal(POOL, parts[2]!);
        expect((await committees.seatOf(before + 1n, 120)).operator).to.equal(121n);
      });

      it("begins anew after an hour (stale draft)", async () => {
        const fixture = await changed();
        const { committees, stranger, parts } = fixture;
        const seal = committees.connect(stranger);
        await seal.seal(POOL, parts[0]!);
        const startedAt = await time.latest();
        await time.increaseTo(startedAt + SEAL_PERIOD - 1);
        expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), 1n]);
        await time.increaseTo(startedAt + SEAL_PERIOD);
        expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), 2n]);
        await expect(seal.seal(POOL, parts[1]!))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongLength")
          .withArgs(POOL, SEATS_PER_PAGE * 192, (MOST - 2 * SEATS_PER_PAGE) * 192);
      });

      it("wants the current version after an hour (stale draft)", async () => {
        const fixture = await changed();
        const { committees, stranger, parts } = fixture;
        const seal = committees.connect(stranger);
        await seal.seal(POOL, parts[0]!);
        await (await actAs(fixture, 255)).leavePool(POOL);
        await time.increase(SEAL_PERIOD);
        await expect(seal.seal(POOL, parts[1]!))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongVersion")
          .withArgs(POOL, BigInt(MOST), BigInt(MOST + 1));
      });

      it("drops what was begun before another committee was sealed (stale draft)", async () => {
        const fixture = await changed();
        const { committees, stranger, victim, registry, parts } = fixture;
        await committees.connect(stranger).seal(POOL, parts[0]!);
        await registry.stake(2n, 1n, { value: 1n });
        await sealMembers(fixture, victim);
        expect(await nextPart(fixture)).to.deep.equal([BigInt(MOST), BigInt(MOST), 2n]);
        await expect(committees.connect(stranger).seal(POOL, parts[1]!))
          .to.be.revertedWithCustomError(committees, "CommitteeWrongLength")
          .withArgs(POOL, SEATS_PER_PAGE * 192, (MOST - 2 * SEATS_PER_PAGE) * 192);
      });
    });
  });

  describe("refreshSeat", () => {
    it("does nothing to a seat in good standing", async () => {
      const { committees } = await loadFixture(deploySealed);
      expect(await committees.refreshSeat.staticCall(FIRST, 0)).to.equal(false);
      await expect(committees.refreshSeat(FIRST, 0)).not.to.emit(committees, "SeatVoided");
      expect((await committees.committeeOf(FIRST)).voided).to.equal(0n);
    });

    it("does nothing to a seat whose stake is unbonding: it can still be slashed", async () => {
      const fixture = await loadFixture(deploySealed);
      await (await actAs(fixture, 1)).unstake(2n * STAKE);
      expect(await fixture.committees.refreshSeat.staticCall(FIRST, 1)).to.equal(false);
    });

    it("voids the seat of a jailed operator", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees, stranger } = fixture;
      await punish(fixture, 2n, 0, true);
      expect(await committees.refreshSeat.staticCall(FIRST, 1)).to.equal(true);
      await expect(committees.connect(stranger).refreshSeat(FIRST, 1))
        .to.emit(committees, "SeatVoided")
        .withArgs(FIRST, 1n, 2n);
      expect((await committees.committeeOf(FIRST)).voided).to.equal(0b010n);
    });

    it("voids the seat of a slashed operator, which goes on counting in the total", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees } = fixture;
      await punish(fixture, 3n, MAX_SLASH_BPS, false);
      await expect(committees.refreshSeat(FIRST, 2)).to.emit(committees, "SeatVoided").withArgs(FIRST, 2n, 3n);
      expect(await committees.totalPowerOf(FIRST)).to.equal(6n * STAKE);
    });

    it("keeps a seat void, and says nothing again", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees, registry } = fixture;
      await punish(fixture, 3n, MAX_SLASH_BPS, false);
      await committees.refreshSeat(FIRST, 2);
      await registry.stake(3n, 3n * STAKE, { value: 3n * STAKE });
      expect(await committees.refreshSeat.staticCall(FIRST, 2)).to.equal(true);
      await expect(committees.refreshSeat(FIRST, 2)).not.to.emit(committees, "SeatVoided");
      expect((await committees.committeeOf(FIRST)).voided).to.equal(0b100n);
    });

    it("voids seats on every page", async () => {
      const fixture = await loadFixture(deployLadder);
      const { committees } = fixture;
      const id = committeeIdOf(1, LADDER.length);
      for (const seat of [0, 116, 117, 255]) {
        await punish(fixture, BigInt(seat + 1), 0, true);
        await expect(committees.refreshSeat(id, seat))
          .to.emit(committees, "SeatVoided")
          .withArgs(id, seat, seat + 1);
      }
      expect((await committees.committeeOf(id)).voided).to.equal(bitmapOf([0, 116, 117, 255]));
    });

    it("reverts when there is no such seat", async () => {
      const { committees } = await loadFixture(deploySealed);
      await expect(committees.refreshSeat(FIRST, 3))
        .to.be.revertedWithCustomError(committees, "CommitteeNoSuchSeat")
        .withArgs(FIRST, 3n);
    });

    it("reverts when there is no such committee", async () => {
      const { committees } = await loadFixture(deploySealed);
      await expect(committees.refreshSeat(SECOND, 0))
        .to.be.revertedWithCustomError(committees, "CommitteeNoSuchSeat")
        .withArgs(SECOND, 0n);
    });
  });

  describe("verify", () => {
    const signature = aggregateSignatures([0, 2].map((seat) => blsSign(secrets[seat]!, digest)));
    const SIGNERS = 0b101n;

    it("accepts an aggregate signature, and tells what it amounts to", async () => {
      const { committees } = await loadFixture(deploySealed);
      const quorum = await committees.verify(FIRST, SIGNERS, digest, signature);
      expect([...quorum]).to.deep.equal([4n * STAKE, 6n * STAKE, 0n, true]);
    });

    it("tells which seats are void, and counts them all the same (voided seats)", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees } = fixture;
      await punish(fixture, 3n, 0, true);
      await committees.refreshSeat(FIRST, 2);
      const quorum = await committees.verify(FIRST, SIGNERS, digest, signature);
      expect([...quorum]).to.deep.equal([4n * STAKE, 6n * STAKE, 0b100n, true]);
    });

    it("verifies for the dead, and says that they are", async () => {
      const { committees } = await loadFixture(deploySealed);
      await time.increase(maxAge);
      const quorum = await committees.verify(FIRST, SIGNERS, digest, signature);
      expect([...quorum]).to.deep.equal([4n * STAKE, 6n * STAKE, 0n, false]);
    });

    for (const [number, size] of LADDER.entries()) {
      const seats = Array.from({ length: size }, (_, seat) => seat);
      const draws = createRandom(`signers of ${size}`);
      const patterns: readonly [string, readonly number[]][] = [
        ["everybody", seats],
        ["the first", [0]],
        ["the last", [size - 1]],
        ["all but the last", seats.slice(0, -1)],
        ["half", seats.slice(0, Math.ceil(size / 2))],
        ["one more than half", seats.slice(0, Math.floor(size / 2) + 1)],
        ["every third", seats.filter((seat) => seat % 3 === 0)],
        ["two thirds", seats.filter((seat) => seat % 3 !== 0)],
        ["some", seats.filter(() => draws.bits(1) === 1n)],
      ];

      it(`verifies any signers of a committee of ${size}`, async () => {
        const { committees } = await loadFixture(deployLadder);
        const id = committeeIdOf(1, number + 1);
        const total = seats.reduce((sum, seat) => sum + ladderPower(seat), 0n);
        expect(await committees.totalPowerOf(id)).to.equal(total);
        for (const [name, signing] of patterns.filter(([, chosen]) => chosen.length > 0)) {
          const made = signTogether(
            signing.map((seat) => secrets[seat]!),
            digest,
          );
          const power = signing.reduce((sum, seat) => sum + ladderPower(seat), 0n);
          const quorum = await committees.verify(id, bitmapOf(signing), digest, made);
          expect([quorum.signedPower, quorum.totalPower], name).to.deep.equal([power, total]);
        }
      });

      it(`keeps every seat of a committee of ${size}`, async () => {
        const { committees } = await loadFixture(deployLadder);
        const id = committeeIdOf(1, number + 1);
        const expected = seats.map((seat) => [BigInt(seat + 1), ladderPower(seat)]);
        expect((await committees.seatsOf(id)).map((seat) => [...seat])).to.deep.equal(expected);
        for (const seat of [0, Math.floor(size / 2), size - 1]) {
          expect(await committees.keyOf(id, seat)).to.equal(publicKeyOf(secrets[seat]!));
          expect([...(await committees.seatOf(id, seat))]).to.deep.equal(expected[seat]);
        }
      });
    }

    it("refuses a signature of the 256 that a single bit was taken from", async () => {
      const { committees } = await loadFixture(deployLadder);
      const id = committeeIdOf(1, LADDER.length);
      const made = signTogether(secrets, digest);
      for (const seat of [0, 116, 117, 233, 234, 255]) {
        const signers = everybody(MOST) ^ (1n << BigInt(seat));
        await expect(committees.verify(id, signers, digest, made))
          .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
          .withArgs(id, signers, digest);
      }
    });

    describe("when something is forged", () => {
      const [a, b, c] = secrets as [string, string, string];
      const refused: readonly [string, { signers?: bigint; message?: string; given?: string }][] = [
        ["a bit more (altered bitmap)", { signers: 0b111n }],
        ["a bit less (altered bitmap)", { signers: 0b001n }],
        ["another bit (altered bitmap)", { signers: 0b110n }],
        ["another digest", { message: ZeroHash }],
        ["a signature of one of the two", { given: blsSign(a, digest) }],
        ["a signature by a third", { given: signTogether([a, b], digest) }],
        ["a signer that counts twice", { given: signTogether([a, c, c], digest) }],
        ["the domain of proofs of possession (wrong domain)", { given: possessionSignature() }],
        ["infinity for a signature", { given: INFINITY_G1 }],
        ["a point off the curve", { given: offCurveG1 }],
        ["a point outside the subgroup", { given: outsideG1 }],
        ["all ones", { given: `0x${"ff".repeat(96)}` }],
        ["no signature", { given: "0x" }],
        ["a byte more", { given: concat([signature, "0x00"]) }],
      ];
      for (const [what, { signers = SIGNERS, message = digest, given = signature }] of refused) {
        it(`refuses ${what}, at a capped price`, async () => {
          const { committees, stranger } = await loadFixture(deploySealed);
          const data = committees.interface.encodeFunctionData("verify", [FIRST, signers, message, given]);
          const sending = stranger.sendTransaction({ to: committees, data, gasLimit: 5_000_000n });
          await expect(sending)
            .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
            .withArgs(FIRST, signers, message);
          expect((await ethers.provider.getBlock("latest"))!.gasUsed).to.be.below(MOST_GAS);
        });
      }

      /** What the two would sign under the domain of proofs. */
      function possessionSignature(): string {
        return aggregateSignatures([a, c].map((secret) => signUnder(secret, digest, POSSESSION_DOMAIN)));
      }
    });

    it("refuses signers whose keys cancel out, with a signature at infinity (infinity aggregate)", async () => {
      const fixture = await loadFixture(deployTestCommittees.bind(undefined, connection));
      const { committees } = fixture;
      await seatMembers(fixture, [secrets[0]!, oppositeSecret(secrets[0]!), secrets[1]!, secrets[2]!, secrets[3]!]);
      await sealMembers(fixture);
      await expect(committees.verify(FIRST, 0b00011n, digest, INFINITY_G1))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(FIRST, 0b00011n, digest);
      const both = signTogether([secrets[0]!, oppositeSecret(secrets[0]!), secrets[1]!], digest);
      expect((await committees.verify(FIRST, 0b00111n, digest, both)).signedPower).to.equal(3n * STAKE);
    });

    it("reverts with a bit beyond the size", async () => {
      const { committees } = await loadFixture(deploySealed);
      for (const seat of [3n, 100n, 255n]) {
        await expect(committees.verify(FIRST, SIGNERS | (1n << seat), digest, signature))
          .to.be.revertedWithCustomError(committees, "CommitteeNoSuchSeat")
          .withArgs(FIRST, seat);
      }
    });

    it("reverts when nobody signed", async () => {
      const { committees } = await loadFixture(deploySealed);
      await expect(committees.verify(FIRST, 0n, digest, INFINITY_G1))
        .to.be.revertedWithCustomError(committees, "CommitteeNoSigners")
        .withArgs(FIRST);
    });

    it("reverts when there is no such committee", async () => {
      const { committees } = await loadFixture(deploySealed);
      await expect(committees.verify(SECOND, SIGNERS, digest, signature))
        .to.be.revertedWithCustomError(committees, "CommitteeUnknown")
        .withArgs(SECOND);
    });
  });

  describe("isLive", () => {
    it("ends at the largest age (maxAge)", async () => {
      const { committees } = await loadFixture(deploySealed);
      const dies = Number((await committees.committeeOf(FIRST)).sealedAt) + maxAge;
      expect(await committees.diesAt(FIRST)).to.equal(dies);
      await time.increaseTo(dies - 1);
      expect(await committees.isLive(FIRST)).to.equal(true);
      await time.increaseTo(dies);
      expect(await committees.isLive(FIRST)).to.equal(false);
    });

    it("ends a grace after another took its place (superseded)", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees, registry } = fixture;
      await registry.stake(1n, 1n, { value: 1n });
      await sealMembers(fixture);
      const dies = (await time.latest()) + grace;
      expect(await committees.diesAt(FIRST)).to.equal(dies);
      await time.increaseTo(dies - 1);
      expect(await committees.isLive(FIRST)).to.equal(true);
      await time.increaseTo(dies);
      expect(await committees.isLive(FIRST)).to.equal(false);
      expect(await committees.isLive(SECOND)).to.equal(true);
    });

    it("is not prolonged by being superseded late", async () => {
      const fixture = await loadFixture(deploySealed);
      const { committees, registry } = fixture;
      const dies = await committees.diesAt(FIRST);
      await time.increaseTo(Number(dies) - 10);
      await registry.stake(1n, 1n, { value: 1n });
      await sealMembers(fixture);
      expect(await committees.diesAt(FIRST)).to.equal(dies);
    });

    it("is false for a committee that was never sealed", async () => {
      const { committees } = await loadFixture(deploySealed);
      expect(await committees.isLive(SECOND)).to.equal(false);
      expect(await committees.diesAt(SECOND)).to.equal(0n);
    });
  });

  describe("views", () => {
    it("revert beyond the last seat", async () => {
      const { committees } = await loadFixture(deploySealed);
      for (const read of [committees.seatOf(FIRST, 3), committees.keyOf(FIRST, 3)]) {
        await expect(read).to.be.revertedWithCustomError(committees, "CommitteeNoSuchSeat").withArgs(FIRST, 3n);
      }
    });

    it("revert for the power of a committee that was never sealed", async () => {
      const { committees } = await loadFixture(deploySealed);
      await expect(committees.totalPowerOf(SECOND))
        .to.be.revertedWithCustomError(committees, "CommitteeUnknown")
        .withArgs(SECOND);
    });

    it("revert for the next part of a pool without members", async () => {
      const { committees, stranger } = await loadFixture(deploySealed);
      await expect(committees.nextPartOf(2n, stranger))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSize")
        .withArgs(2n, 0n);
    });

    it("find the seats of a committee that was never sealed to be none", async () => {
      const { committees } = await loadFixture(deploySealed);
      expect(await committees.seatsOf(SECOND)).to.deep.equal([]);
    });
  });
});
