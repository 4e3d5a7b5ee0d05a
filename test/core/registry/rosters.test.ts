import { expect } from "chai";
import { AbiCoder, type Contract } from "ethers";
import { network } from "hardhat";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { readRoster } from "../../../sdk/registry/rosterHistory.ts";
import { defaults } from "../../helpers/defaults.ts";
import { createRandom } from "../../helpers/random.ts";
import { deployTestRegistry, openTestPool, registerOperator, type TestRegistry } from "../../helpers/registry.ts";
import { poolTerms } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;
const { ZeroAddress } = ethers;

const { stake: STAKE, minimumStake: MINIMUM_STAKE, keyKind: KIND } = defaults;
const POOL = 1n;
const MEMBERS = 12;
const CHANGES = 300;
const LOOKUPS_PER_CALL = 400;

/** Pool 1, and operators 1, 2 and 3 with stake but without seats. */
async function deployRosters() {
  const suite = await deployTestRegistry(connection, ZeroAddress);
  const [alice, bob, carol, nobody] = suite.others as [Signer, Signer, Signer, Signer];
  await openTestPool(connection, suite);
  for (const signer of [alice, bob, carol]) await registerOperator(suite, signer);
  return { ...suite, alice, bob, carol, nobody };
}

/** The same, and all three have joined: version 3. */
async function deploySeated() {
  const fixture = await deployRosters();
  for (const signer of [fixture.alice, fixture.bob, fixture.carol]) await join(fixture, signer);
  return fixture;
}

const join = ({ registry }: TestRegistry, signer: Signer, pool = POOL, data = "0x") =>
  registry.connect(signer).joinPool(pool, data);

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("Rosters", () => {
  describe("openPool", () => {
    it("opens a pool for whoever asks, under the caller's name", async () => {
      const { registry, market, stranger } = await loadFixture(deployRosters);
      const terms = { ...poolTerms(market.address, ethers), requiredKeys: 5, gate: market.address };
      await expect(registry.connect(stranger).openPool(terms))
        .to.emit(registry, "PoolOpened")
        .withArgs(2n, stranger.address, market.address, Object.values(terms));
      expect(await registry.poolCount()).to.equal(2n);
      expect([...(await registry.rulesOf(2n))]).to.deep.equal([
        terms.minimumStake,
        BigInt(terms.seatLimit),
        BigInt(terms.maxSlashBps),
        BigInt(terms.noShowBps),
        BigInt(terms.requiredKeys),
        true,
        stranger.address,
        terms.gate,
        terms.capability,
      ]);
      expect(await registry.noShowBpsOf(2n)).to.equal(terms.noShowBps);
    });

    it("starts with an empty roster that can be joined", async () => {
      const { registry, market } = await loadFixture(deployRosters);
      const responseBlocks = BigInt(defaults.minimumResponseBlocks);
      expect([...(await registry.rosterOf(POOL))]).to.deep.equal([market.address, 0n, 0n, responseBlocks, true]);
    });

    it("accepts shares up to the whole", async () => {
      const { registry, market } = await loadFixture(deployRosters);
      await registry.openPool({ ...poolTerms(market.address, ethers), maxSlashBps: 10_000, noShowBps: 10_000 });
      expect((await registry.rulesOf(2n)).maxSlashBps).to.equal(10_000n);
    });

    describe("when the terms contradict each other", () => {
      const refused = [
        ["reverts when no market is named", { market: ZeroAddress }],
        ["reverts when there is no seat", { seatLimit: 0 }],
        ["reverts when an offence could cost more than the whole", { maxSlashBps: 10_001 }],
        ["reverts when a no-show costs more than any offence may", { noShowBps: defaults.maxSlashBps + 1 }],
      ] as const;
      for (const [title, changes] of refused) {
        it(title, async () => {
          const {
            registry,
            market: { address },
          } = await loadFixture(deployRosters);
          const terms = { ...poolTerms(address, ethers), ...changes };
          await expect(registry.openPool(terms))
            .to.be.revertedWithCustomError(registry, "RosterBadTerms")
            .withArgs(terms.market, terms.seatLimit, terms.maxSlashBps, terms.noShowBps);
        });
      }
    });
  });

  describe("setJoinable", () => {
    it("closes the pool to joiners, and opens it again", async () => {
      const fixture = await loadFixture(deploySeated);
      const { registry } = fixture;
      await expect(registry.setJoinable(POOL, false)).to.emit(registry, "PoolJoinable").withArgs(POOL, false);
      expect((await registry.rosterOf(POOL)).isOpen).to.equal(false);
      await expect(registry.setJoinable(POOL, true)).to.emit(registry, "PoolJoinable").withArgs(POOL, true);
      expect((await registry.rosterOf(POOL)).isOpen).to.equal(true);
    });

    it("reverts when the caller does not own the pool", async () => {
      const { registry, market } = await loadFixture(deployRosters);
      await expect(registry.connect(market).setJoinable(POOL, false))
        .to.be.revertedWithCustomError(registry, "RosterNotOwner")
        .withArgs(POOL, market.address);
    });

    it("reverts in a pool that nobody has opened", async () => {
      const { registry, governor } = await loadFixture(deployRosters);
      await expect(registry.setJoinable(9n, false))
        .to.be.revertedWithCustomError(registry, "RosterNotOwner")
        .withArgs(9n, governor.address);
    });
  });

  describe("joinPool", () => {
    it("gives the next seat, and the roster the next version", async () => {
      const fixture = await loadFixture(deployRosters);
      const { registry, alice, bob } = fixture;
      await expect(join(fixture, alice)).to.emit(registry, "SeatTaken").withArgs(POOL, 1n, alice.address, 0n, 1n);
      await expect(join(fixture, bob)).to.emit(registry, "SeatTaken").withArgs(POOL, 2n, bob.address, 1n, 2n);
      const { size, version } = await registry.rosterOf(POOL);
      expect([size, version]).to.deep.equal([2n, 2n]);
      expect([...(await registry.membershipOf(POOL, 2n))]).to.deep.equal([true, 1n, 0n, true]);
    });

    it("seats an operator in two pools", async () => {
      const fixture = await loadFixture(deploySeated);
      const { registry, alice, bob } = fixture;
      const pool = await openTestPool(connection, fixture);
      await join(fixture, bob, pool);
      await join(fixture, alice, pool);
      expect((await registry.membershipOf(pool, 1n)).seat).to.equal(1n);
      expect((await registry.membershipOf(POOL, 1n)).seat).to.equal(0n);
    });

    it("reverts when the caller is no operator", async () => {
      const fixture = await loadFixture(deployRosters);
      await expect(join(fixture, fixture.nobody))
        .to.be.revertedWithCustomError(fixture.registry, "IdentityNotRegistered")
        .withArgs(fixture.nobody.address);
    });

    it("reverts when the pool is unknown", async () => {
      const fixture = await loadFixture(deployRosters);
      await expect(join(fixture, fixture.alice, 2n))
        .to.be.revertedWithCustomError(fixture.registry, "RosterUnknownPool")
        .withArgs(2n);
    });

    it("reverts when the pool is closed", async () => {
      const fixture = await loadFixture(deployRosters);
      await fixture.registry.setJoinable(POOL, false);
      await expect(join(fixture, fixture.alice))
        .to.be.revertedWithCustomError(fixture.registry, "RosterClosed")
        .withArgs(POOL);
    });

    it("reverts when all seats are taken", async () => {
      const fixture = await loadFixture(deployRosters);
      const pool = await openTestPool(connection, fixture, { seatLimit: 2 });
      await join(fixture, fixture.alice, pool);
      await join(fixture, fixture.bob, pool);
      await expect(join(fixture, fixture.carol, pool))
        .to.be.revertedWithCustomError(fixture.registry, "RosterFull")
        .withArgs(pool, 2n);
    });

    it("reverts when the operator has a seat", async () => {
      const fixture = await loadFixture(deploySeated);
      await expect(join(fixture, fixture.bob))
        .to.be.revertedWithCustomError(fixture.registry, "RosterAlreadyMember")
        .withArgs(POOL, 2n);
    });

    it("reverts when the active stake is too small", async () => {
      const fixture = await loadFixture(deployRosters);
      const { registry, alice } = fixture;
      await registry.connect(alice).unstake(STAKE - MINIMUM_STAKE + 1n);
      await expect(join(fixture, alice))
        .to.be.revertedWithCustomError(registry, "RosterStakeTooLow")
        .withArgs(POOL, 1n, MINIMUM_STAKE - 1n, MINIMUM_STAKE);
    });

    it("seats an operator with exactly the minimum stake", async () => {
      const fixture = await loadFixture(deployRosters);
      const { registry, alice } = fixture;
      await registry.connect(alice).unstake(STAKE - MINIMUM_STAKE);
      await join(fixture, alice);
      expect((await registry.membershipOf(POOL, 1n)).isLive).to.equal(true);
    });

    it("reverts when the operator is jailed", async () => {
      const fixture = await loadFixture(deploySeated);
      const { registry, alice } = fixture;
      await jail(fixture, 1n);
      await registry.connect(alice).leavePool(POOL);
      await expect(join(fixture, alice))
        .to.be.revertedWithCustomError(registry, "RosterOperatorJailed")
        .withArgs(POOL, 1n);
    });

    describe("given a pool that requires keys", () => {
      /** Pool 2 requires the mock's kind and the one after it, for which there is another mock. */
      async function deployKeyed() {
        const fixture = await deployRosters();
        for (const kind of [KIND, KIND + 1]) {
          const keyKind = (await ethers.deployContract("KeyKindMock")) as unknown as Contract;
          await fixture.registry.addKeyKind(kind, await keyKind.getAddress());
        }
        const pool = await openTestPool(connection, fixture, { requiredKeys: (1 << KIND) | (1 << (KIND + 1)) });
        const proof = AbiCoder.defaultAbiCoder().encode(["uint32"], [1n]);
        const setKey = (kind: number) => fixture.registry.connect(fixture.alice).setKey({ kind, key: "0x11", proof });
        return { ...fixture, pool, setKey };
      }

      it("seats an operator that holds them all", async () => {
        const fixture = await loadFixture(deployKeyed);
        await fixture.setKey(KIND);
        await fixture.setKey(KIND + 1);
        await join(fixture, fixture.alice, fixture.pool);
        expect((await fixture.registry.membershipOf(fixture.pool, 1n)).isLive).to.equal(true);
      });

      it("reverts with the first that is missing", async () => {
        const fixture = await loadFixture(deployKeyed);
        await expect(join(fixture, fixture.alice, fixture.pool))
          .to.be.revertedWithCustomError(fixture.registry, "RosterKeyMissing")
          .withArgs(fixture.pool, 1n, KIND);
      });

      it("reverts with the last that is missing", async () => {
        const fixture = await loadFixture(deployKeyed);
        await fixture.setKey(KIND);
        await expect(join(fixture, fixture.alice, fixture.pool))
          .to.be.revertedWithCustomError(fixture.registry, "RosterKeyMissing")
          .withArgs(fixture.pool, 1n, KIND + 1);
      });

      it("asks for a key of the highest kind as well", async () => {
        const fixture = await loadFixture(deployRosters);
        const pool = await openTestPool(connection, fixture, { requiredKeys: 2 ** 31 });
        await expect(join(fixture, fixture.alice, pool))
          .to.be.revertedWithCustomError(fixture.registry, "RosterKeyMissing")
          .withArgs(pool, 1n, 31n);
      });
    });

    describe("given a pool with a gate", () => {
      /** Pool 2 has the mock for its gate. */
      async function deployGated() {
        const fixture = await deployRosters();
        const gate = (await ethers.deployContract("PoolGateMock")) as unknown as Contract;
        return { ...fixture, pool: await openTestPool(connection, fixture, { gate: await gate.getAddress() }) };
      }

      const ticketFor = (pool: bigint, operator: bigint, controller: string) =>
        AbiCoder.defaultAbiCoder().encode(["uint32", "uint32", "address"], [pool, operator, controller]);

      it("seats an operator that the gate lets in", async () => {
        const fixture = await loadFixture(deployGated);
        const { alice, pool, registry } = fixture;
        await join(fixture, alice, pool, ticketFor(pool, 1n, alice.address));
        expect((await registry.membershipOf(pool, 1n)).isLive).to.equal(true);
      });

      it("reverts when the gate does not", async () => {
        const fixture = await loadFixture(deployGated);
        const { alice, bob, pool, registry } = fixture;
        await expect(join(fixture, bob, pool, ticketFor(pool, 1n, alice.address)))
          .to.be.revertedWithCustomError(registry, "RosterGateRefused")
          .withArgs(pool, 2n);
      });
    });
  });

  describe("leavePool", () => {
    it("frees the last seat", async () => {
      const { registry, carol } = await loadFixture(deploySeated);
      const at = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(at);
      await expect(registry.connect(carol).leavePool(POOL))
        .to.emit(registry, "SeatLeft")
        .withArgs(POOL, 3n, 2n, 4n, false);
      const { size, version } = await registry.rosterOf(POOL);
      expect([size, version]).to.deep.equal([2n, 4n]);
      expect([...(await registry.membershipOf(POOL, 3n))]).to.deep.equal([false, 2n, at, true]);
    });

    it("moves the last holder into the seat that is freed", async () => {
      const { registry, alice, carol } = await loadFixture(deploySeated);
      await registry.connect(alice).leavePool(POOL);
      expect((await registry.membershipOf(POOL, 3n)).seat).to.equal(0n);
      expect([...(await registry.seatAt(POOL, 4, 0, 0))]).to.deep.equal([carol.address, 3n]);
    });

    it("keeps what was before", async () => {
      const { registry, alice, carol } = await loadFixture(deploySeated);
      await registry.connect(alice).leavePool(POOL);
      expect([...(await registry.seatAt(POOL, 3, 0, 4))]).to.deep.equal([alice.address, 1n]);
      expect([...(await registry.seatAt(POOL, 3, 2, 0))]).to.deep.equal([carol.address, 3n]);
    });

    it("gives whoever comes back the last seat", async () => {
      const fixture = await loadFixture(deploySeated);
      const { registry, alice } = fixture;
      await registry.connect(alice).leavePool(POOL);
      await expect(join(fixture, alice)).to.emit(registry, "SeatTaken").withArgs(POOL, 1n, alice.address, 2n, 5n);
    });

    it("empties the roster", async () => {
      const { registry, alice, bob, carol } = await loadFixture(deploySeated);
      for (const signer of [alice, bob, carol]) await registry.connect(signer).leavePool(POOL);
      const { size, version } = await registry.rosterOf(POOL);
      expect([size, version]).to.deep.equal([0n, 6n]);
    });

    it("reverts when the operator has no seat", async () => {
      const { registry, alice } = await loadFixture(deployRosters);
      await expect(registry.connect(alice).leavePool(POOL))
        .to.be.revertedWithCustomError(registry, "RosterNotMember")
        .withArgs(POOL, 1n);
    });

    it("reverts when it left before", async () => {
      const { registry, alice } = await loadFixture(deploySeated);
      await registry.connect(alice).leavePool(POOL);
      await expect(registry.connect(alice).leavePool(POOL))
        .to.be.revertedWithCustomError(registry, "RosterNotMember")
        .withArgs(POOL, 1n);
    });

    it("reverts when the caller is no operator", async () => {
      const { registry, nobody } = await loadFixture(deploySeated);
      await expect(registry.connect(nobody).leavePool(POOL))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(nobody.address);
    });
  });

  describe("evict", () => {
    it("takes the seat of an operator whose stake is too small", async () => {
      const { registry, alice, stranger } = await loadFixture(deploySeated);
      await registry.connect(alice).unstake(STAKE - MINIMUM_STAKE + 1n);
      await expect(registry.connect(stranger).evict(POOL, 1n))
        .to.emit(registry, "SeatLeft")
        .withArgs(POOL, 1n, 0n, 4n, true);
      expect((await registry.membershipOf(POOL, 1n)).isLive).to.equal(false);
    });

    it("takes the seat of a jailed operator", async () => {
      const fixture = await loadFixture(deploySeated);
      await jail(fixture, 2n);
      await expect(fixture.registry.connect(fixture.stranger).evict(POOL, 2n))
        .to.emit(fixture.registry, "SeatLeft")
        .withArgs(POOL, 2n, 1n, 4n, true);
    });

    it("reverts when the operator is in good standing", async () => {
      const { registry, alice } = await loadFixture(deploySeated);
      await registry.connect(alice).unstake(STAKE - MINIMUM_STAKE);
      await expect(registry.evict(POOL, 1n))
        .to.be.revertedWithCustomError(registry, "RosterNotEvictable")
        .withArgs(POOL, 1n);
    });

    it("reverts when the operator has no seat", async () => {
      const { registry, alice } = await loadFixture(deployRosters);
      await registry.connect(alice).unstake(STAKE);
      await expect(registry.evict(POOL, 1n))
        .to.be.revertedWithCustomError(registry, "RosterNotMember")
        .withArgs(POOL, 1n);
    });

    it("reverts in a pool that nobody has opened", async () => {
      const { registry } = await loadFixture(deploySeated);
      await expect(registry.evict(2n, 1n))
        .to.be.revertedWithCustomError(registry, "RosterNotEvictable")
        .withArgs(2n, 1n);
    });
  });

  describe("replaceWeakest", () => {
    const SEATS = 3;
    /** 110 % of the stake of a member of pool 2. */
    const ENOUGH = (STAKE * 11n) / 10n;

    /** Pool 2 has three seats, all taken: by Alice, Bob and Carol, who are equally strong. Dave has what it takes. */
    async function deployFull() {
      const fixture = await deployRosters();
      const pool = await openTestPool(connection, fixture, { seatLimit: SEATS });
      for (const signer of [fixture.alice, fixture.bob, fixture.carol]) await join(fixture, signer, pool);
      const dave = fixture.nobody;
      await registerOperator(fixture, dave, ENOUGH);
      const replace = (weakest: bigint, signer: Signer = dave, data = "0x") =>
        fixture.registry.connect(signer).replaceWeakest(pool, weakest, data);
      return { ...fixture, pool, dave, replace };
    }

    it("takes the seat of a member, and gives the joiner the last one", async () => {
      const { registry, pool, alice, carol, dave, replace } = await loadFixture(deployFull);
      const replaced = replace(1n);
      await expect(replaced).to.emit(registry, "SeatLeft").withArgs(pool, 1n, 0n, 4n, true);
      await expect(replaced).to.emit(registry, "SeatTaken").withArgs(pool, 4n, dave.address, 2n, 5n);
      const { size, version } = await registry.rosterOf(pool);
      expect([size, version]).to.deep.equal([3n, 5n]);
      expect((await registry.membershipOf(pool, 1n)).isLive).to.equal(false);
      expect([...(await registry.seatAt(pool, 5, 0, 0))]).to.deep.equal([carol.address, 3n]);
      expect([...(await registry.seatAt(pool, 3, 0, 4))]).to.deep.equal([alice.address, 1n]);
    });

    it("lets the joiner choose among equally weak members", async () => {
      const { registry, pool, replace } = await loadFixture(deployFull);
      await replace(2n);
      expect((await registry.membershipOf(pool, 2n)).isLive).to.equal(false);
    });

    it("takes the seat of the one that is weaker than the others", async () => {
      const { registry, pool, bob, replace } = await loadFixture(deployFull);
      await registry.connect(bob).unstake(1n);
      await replace(2n);
      expect((await registry.membershipOf(pool, 2n)).isLive).to.equal(false);
    });

    it("rounds what the joiner needs up", async () => {
      const { registry, pool, alice, dave, replace } = await loadFixture(deployFull);
      await registry.connect(alice).unstake(1n);
      await registry.connect(dave).unstake(2n);
      // 110 % of 1e18 - 1 is 11e17 - 1.1, which is met by 11e17 - 1 and not by a unit less.
      await expect(replace(1n))
        .to.be.revertedWithCustomError(registry, "RosterTooWeak")
        .withArgs(pool, 4n, ENOUGH - 2n, ENOUGH - 1n);
      await registry.stake(4n, 1n, { value: 1n });
      await replace(1n);
      expect((await registry.membershipOf(pool, 4n)).isLive).to.equal(true);
    });

    it("reverts when the joiner has a unit less than 110 %", async () => {
      const { registry, pool, dave, replace } = await loadFixture(deployFull);
      await registry.connect(dave).unstake(1n);
      await expect(replace(1n))
        .to.be.revertedWithCustomError(registry, "RosterTooWeak")
        .withArgs(pool, 4n, ENOUGH - 1n, ENOUGH);
    });

    it("reverts when another member is weaker", async () => {
      const { registry, pool, carol, replace } = await loadFixture(deployFull);
      await registry.connect(carol).unstake(1n);
      await expect(replace(1n)).to.be.revertedWithCustomError(registry, "RosterNotWeakest").withArgs(pool, 1n, 3n);
    });

    it("reverts when the named operator is no member", async () => {
      const fixture = await loadFixture(deployFull);
      const { registry, pool, replace } = fixture;
      await registerOperator(fixture, fixture.others[4] as Signer, 0n);
      await expect(replace(5n)).to.be.revertedWithCustomError(registry, "RosterNotMember").withArgs(pool, 5n);
    });

    it("reverts when the joiner is a member", async () => {
      const { registry, pool, bob, replace } = await loadFixture(deployFull);
      await registry.stake(2n, STAKE, { value: STAKE });
      await expect(replace(1n, bob)).to.be.revertedWithCustomError(registry, "RosterAlreadyMember").withArgs(pool, 2n);
    });

    it("reverts when the joiner is no operator", async () => {
      const { registry, stranger, replace } = await loadFixture(deployFull);
      await expect(replace(1n, stranger))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(stranger.address);
    });

    it("reverts when the joiner is jailed", async () => {
      const fixture = await loadFixture(deployFull);
      const { registry, pool, dave, replace } = fixture;
      await join(fixture, dave);
      await jail(fixture, 4n);
      await expect(replace(1n)).to.be.revertedWithCustomError(registry, "RosterOperatorJailed").withArgs(pool, 4n);
    });

    it("reverts when the pool is closed", async () => {
      const { registry, pool, replace } = await loadFixture(deployFull);
      await registry.setJoinable(pool, false);
      await expect(replace(1n)).to.be.revertedWithCustomError(registry, "RosterClosed").withArgs(pool);
    });

    it("reverts when seats are free", async () => {
      const { registry, pool, carol, replace } = await loadFixture(deployFull);
      await registry.connect(carol).leavePool(pool);
      await expect(replace(1n)).to.be.revertedWithCustomError(registry, "RosterNotReplaceable").withArgs(pool, 2n, 3n);
    });

    it("asks the pool's gate", async () => {
      const fixture = await loadFixture(deployFull);
      const { registry, alice, dave } = fixture;
      const gate = (await ethers.deployContract("PoolGateMock")) as unknown as Contract;
      const pool = await openTestPool(connection, fixture, { seatLimit: 1, gate: await gate.getAddress() });
      const ticketFor = (operator: bigint, controller: string) =>
        AbiCoder.defaultAbiCoder().encode(["uint32", "uint32", "address"], [pool, operator, controller]);
      await join(fixture, alice, pool, ticketFor(1n, alice.address));
      await expect(registry.connect(dave).replaceWeakest(pool, 1n, ticketFor(1n, alice.address)))
        .to.be.revertedWithCustomError(registry, "RosterGateRefused")
        .withArgs(pool, 4n);
      await registry.connect(dave).replaceWeakest(pool, 1n, ticketFor(4n, dave.address));
      expect((await registry.membershipOf(pool, 4n)).isLive).to.equal(true);
    });

    it("lets the one that went come back when it is strong enough", async () => {
      const { registry, pool, alice, replace } = await loadFixture(deployFull);
      await replace(1n);
      await registry.stake(1n, STAKE, { value: STAKE });
      await replace(2n, alice);
      expect((await registry.membershipOf(pool, 1n)).isLive).to.equal(true);
    });

    describe("given pools at the size of a committee", () => {
      const MOST = 256;

      /** Pool 2 has 256 seats and pool 3 one more, all taken by operators of equal stake; Alice could replace any. */
      async function deployWide() {
        const fixture = await deployRosters();
        const filler = (await ethers.deployContract("SeatFiller")) as unknown as Contract;
        const stake = defaults.minimumStake;
        const [pool, widerPool] = [
          await openTestPool(connection, fixture, { seatLimit: MOST }),
          await openTestPool(connection, fixture, { seatLimit: MOST + 1 }),
        ];
        for (const [filled, size] of [
          [pool, MOST],
          [widerPool, MOST + 1],
        ] as const) {
          for (let left = size; left > 0; left -= 43) {
            const count = Math.min(left, 43);
            const value = stake * BigInt(count);
            await filler.getFunction("fill")(fixture.registry, filled, count, { value, gasLimit: 16_000_000n });
          }
        }
        return { ...fixture, pool, widerPool };
      }

      it("looks at every one of 256 members", async () => {
        const { registry, alice, pool } = await loadFixture(deployWide);
        const [, weakest] = await registry.seatAt(pool, MOST, MOST - 1, 0);
        const [, stronger] = await registry.seatAt(pool, MOST, 0, 0);
        await registry.stake(stronger, 1n, { value: 1n });
        await expect(registry.connect(alice).replaceWeakest(pool, stronger, "0x"))
          .to.be.revertedWithCustomError(registry, "RosterNotWeakest")
          .withArgs(pool, stronger, stronger + 1n);
        await expect(registry.connect(alice).replaceWeakest(pool, weakest, "0x"))
          .to.emit(registry, "SeatTaken")
          .withArgs(pool, 1n, alice.address, MOST - 1, MOST + 2);
      });

      it("reverts where there are more", async () => {
        const { registry, alice, widerPool } = await loadFixture(deployWide);
        const [, weakest] = await registry.seatAt(widerPool, MOST + 1, 0, 0);
        await expect(registry.connect(alice).replaceWeakest(widerPool, weakest, "0x"))
          .to.be.revertedWithCustomError(registry, "RosterNotReplaceable")
          .withArgs(widerPool, BigInt(MOST + 1), BigInt(MOST + 1));
      });
    });
  });

  describe("sealingSeats", () => {
    const KEY = "0x11";
    const KEY_HASH = ethers.dataSlice(ethers.keccak256(KEY), 0, 27);
    const NO_KEY = `0x${"00".repeat(27)}`;

    /** Alice holds a key. */
    async function deployWithKey() {
      const fixture = await deploySeated();
      const { registry, alice } = fixture;
      const keyKind = (await ethers.deployContract("KeyKindMock")) as unknown as Contract;
      await registry.addKeyKind(KIND, await keyKind.getAddress());
      const proof = AbiCoder.defaultAbiCoder().encode(["uint32"], [1n]);
      await registry.connect(alice).setKey({ kind: KIND, key: KEY, proof });
      const read = async (version: number, first: number, count: number, hints: number[] = []) =>
        (await registry.sealingSeats(POOL, version, first, count, hints, KIND)).map((seat) => [...seat]);
      return { ...fixture, read };
    }

    it("tells who holds each seat, the active stake and the key", async () => {
      const { registry, alice, read } = await loadFixture(deployWithKey);
      await registry.connect(alice).unstake(1n);
      expect(await read(3, 0, 3)).to.deep.equal([
        [1n, STAKE - 1n, KEY_HASH],
        [2n, STAKE, NO_KEY],
        [3n, STAKE, NO_KEY],
      ]);
    });

    it("begins and ends where it is told", async () => {
      const { read } = await loadFixture(deployWithKey);
      expect(await read(3, 1, 1)).to.deep.equal([[2n, STAKE, NO_KEY]]);
      expect(await read(3, 1, 0)).to.deep.equal([]);
    });

    it("tells no power while the holder is jailed", async () => {
      const fixture = await loadFixture(deployWithKey);
      await jail(fixture, 1n);
      expect(await fixture.read(3, 0, 1)).to.deep.equal([[1n, 0n, KEY_HASH]]);
    });

    it("finds who held them before, with hints", async () => {
      const { registry, alice, read } = await loadFixture(deployWithKey);
      await registry.connect(alice).leavePool(POOL);
      const operators = async (...asked: Parameters<typeof read>) =>
        (await read(...asked)).map(([operator]) => operator);
      expect(await operators(3, 0, 3, [4, 0, 0])).to.deep.equal([1n, 2n, 3n]);
      expect(await operators(4, 0, 2)).to.deep.equal([3n, 2n]);
    });

    it("reverts when a hinted record did not hold", async () => {
      const { registry } = await loadFixture(deployWithKey);
      await expect(registry.sealingSeats(POOL, 3, 2, 2, [], KIND))
        .to.be.revertedWithCustomError(registry, "RosterBadHint")
        .withArgs(POOL, 3n, 3n, 0n);
    });
  });

  describe("seatAt", () => {
    it("reverts when nobody has ever held the seat", async () => {
      const { registry } = await loadFixture(deploySeated);
      await expect(registry.seatAt(POOL, 3, 3, 0))
        .to.be.revertedWithCustomError(registry, "RosterBadHint")
        .withArgs(POOL, 3n, 3n, 0n);
    });

    it("reverts when the holder came later", async () => {
      const { registry } = await loadFixture(deploySeated);
      await expect(registry.seatAt(POOL, 2, 2, 0))
        .to.be.revertedWithCustomError(registry, "RosterBadHint")
        .withArgs(POOL, 2n, 2n, 0n);
    });

    it("reverts when the holder has left", async () => {
      const { registry, carol } = await loadFixture(deploySeated);
      await registry.connect(carol).leavePool(POOL);
      await expect(registry.seatAt(POOL, 4, 2, 0))
        .to.be.revertedWithCustomError(registry, "RosterBadHint")
        .withArgs(POOL, 2n, 4n, 0n);
    });

    it("reverts when the hint names no record", async () => {
      const { registry } = await loadFixture(deploySeated);
      await expect(registry.seatAt(POOL, 3, 0, 2))
        .to.be.revertedWithCustomError(registry, "RosterBadHint")
        .withArgs(POOL, 0n, 3n, 2n);
    });

    describe(`given ${CHANGES} random joins and leaves of ${MEMBERS} operators`, () => {
      /** Every change there was, as the events tell of it, and the sizes of the roster after each. */
      async function deployHistory() {
        const fixture = await deployTestRegistry(connection, ZeroAddress);
        const { registry, others } = fixture;
        await openTestPool(connection, fixture, { minimumStake: 0n });
        const members = others.slice(0, MEMBERS);
        for (const signer of members) await registerOperator(fixture, signer, 0n);
        const random = createRandom("rosters");
        const seated = new Set<Signer>();
        const sizes = [0];
        while (sizes.length <= CHANGES) {
          const signer = random.pick(members);
          if (seated.delete(signer)) await registry.connect(signer).leavePool(POOL);
          else await join(fixture, signer).then(() => seated.add(signer));
          sizes.push(seated.size);
        }
        const probe = (await ethers.deployContract("RosterProbe")) as unknown as Contract;
        return { ...fixture, history: await historyOf(registry), sizes, probe };
      }

      it("finds who held each seat at each version with the hint that TypeScript computes", async () => {
        const { registry, history, sizes, probe } = await loadFixture(deployHistory);
        const questions = everySeat(sizes).map((asked) => ({
          ...asked,
          ...history.holderOf(asked.seat, asked.version),
        }));
        const expected = questions.map(({ controller, operator }) => ({ controller, operator }));
        expect(expected).to.have.length.above(CHANGES);
        expect(await askRegistry(probe, registry, questions)).to.deep.equal(expected);
      });

      it("refuses every other hint", async () => {
        const { registry, history, sizes, probe } = await loadFixture(deployHistory);
        const random = createRandom("wrong hints");
        const questions = everySeat(sizes).flatMap(({ seat, version }) => {
          const { hint } = history.holderOf(seat, version);
          const guesses = [0, version, version + 1, Number(random.between(1n, BigInt(CHANGES)))];
          return guesses.filter((guess) => guess !== hint).map((guess) => ({ seat, version, hint: guess }));
        });
        const found = await askRegistry(probe, registry, questions);
        expect(found).to.have.length.above(CHANGES);
        expect(found.filter(({ controller }) => controller !== ZeroAddress)).to.deep.equal([]);
      });

      it("finds nobody beyond the last seat", async () => {
        const { registry, sizes, probe } = await loadFixture(deployHistory);
        const questions = sizes.flatMap((size, version) =>
          [0, version, version + 1].map((hint) => ({ seat: size, version, hint })),
        );
        const found = await askRegistry(probe, registry, questions);
        expect(found).to.have.length.above(CHANGES);
        expect(found.filter(({ controller }) => controller !== ZeroAddress)).to.deep.equal([]);
      });

      it("seats the members that TypeScript counts, where their memberships say", async () => {
        const { registry, history, sizes } = await loadFixture(deployHistory);
        const members = history.members();
        const { size, version } = await registry.rosterOf(POOL);
        expect([size, version]).to.deep.equal([BigInt(sizes.at(-1)!), BigInt(CHANGES)]);
        expect(members).to.have.length(sizes.at(-1)!);
        for (const [seat, { operator }] of members.entries()) {
          const membership = await registry.membershipOf(POOL, operator);
          expect([membership.isLive, membership.seat]).to.deep.equal([true, BigInt(seat)]);
        }
      });
    });
  });
});

/** Jails an operator in the name of the market. */
async function jail({ registry, market }: TestRegistry, operator: bigint): Promise<void> {
  await registry.connect(market).slash({
    operator,
    pool: POOL,
    share: 0,
    offence: ethers.id("offence"),
    victim: ZeroAddress,
    loss: 0n,
    reporter: ZeroAddress,
    bountyBps: 0,
    jails: true,
  });
}

/** The pool's history as the SDK replays it from the events. */
const historyOf = (registry: TestRegistry["registry"]) =>
  readRoster({ registry, deployment: { fromBlock: 0 } } as MusterClient, Number(POOL));

/** Every seat of every version, from the roster's size after each change. */
function everySeat(sizes: readonly number[]): { seat: number; version: number }[] {
  return sizes.flatMap((size, version) => Array.from({ length: size }, (_, seat) => ({ seat, version })));
}

/** Who the registry says held each seat; the zero address where it refused. A call has gas for so many look-ups. */
async function askRegistry(probe: Contract, registry: TestRegistry["registry"], questions: readonly Question[]) {
  const holders: { controller: string; operator: number }[] = [];
  for (let start = 0; start < questions.length; start += LOOKUPS_PER_CALL) {
    const asked = questions.slice(start, start + LOOKUPS_PER_CALL);
    const [controllers, operators] = await probe.holders!(registry, POOL, asked);
    holders.push(...asked.map((_, i) => ({ controller: controllers[i], operator: Number(operators[i]) })));
  }
  return holders;
}

interface Question {
  readonly seat: number;
  readonly version: number;
  readonly hint: number;
}
