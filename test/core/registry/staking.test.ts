import { expect } from "chai";
import type { Contract } from "ethers";
import { MaxUint256 } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { OperatorRegistry__factory } from "../../../typechain-types/index.ts";
import { defaults } from "../../helpers/defaults.ts";
import { deployTestRegistry, openTestPool, registerOperator } from "../../helpers/registry.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;
const { ZeroAddress: native, ZeroAddress } = ethers;

const { stake: STAKE, maxSlashBps: MAX_SLASH_BPS, noShowBps: NO_SHOW_BPS } = defaults;
const PERIOD = BigInt(suiteDefaults.unbondingPeriod);
const Status = { Active: 1n, Jailed: 2n };
const Fault = { KeepsFee: 1, ReturnsFalse: 2 };

/** A share of an amount in basis points, rounded down. */
const portion = (bps: number, amount: bigint) => (amount * BigInt(bps)) / 10_000n;

/** Alice is operator 1 with stake and a seat in pool 1 of the market; Bob is operator 2 without either. */
async function deployStaked() {
  const suite = await deployTestRegistry(connection, native);
  const [alice, bob] = suite.others as [Signer, Signer];
  await openTestPool(connection, suite);
  await registerOperator(suite, alice);
  await registerOperator(suite, bob, 0n);
  await suite.registry.connect(alice).joinPool(1n, "0x");
  return { ...suite, alice, bob, asMarket: suite.registry.connect(suite.market) };
}

/** The same, and Alice unbonds half of her stake. */
async function deployUnbonding() {
  const fixture = await deployStaked();
  await fixture.registry.connect(fixture.alice).unstake(STAKE / 2n);
  return { ...fixture, releaseAt: BigInt(await time.latest()) + PERIOD };
}

/** A registry that stakes a token, and Alice, operator 1 of it, with an allowance. */
async function deployTokenStaking() {
  const token = (await ethers.deployContract("TokenMock")) as unknown as Contract;
  const currency = await token.getAddress();
  const suite = await deployTestRegistry(connection, currency);
  const [alice] = suite.others as [Signer];
  await openTestPool(connection, suite);
  await registerOperator(suite, alice, 0n);
  await token.mint!(alice, 2n * STAKE);
  await (token.connect(alice) as Contract).approve!(suite.registry, MaxUint256);
  return { ...suite, alice, token, currency };
}

/** An offence of Alice's in pool 1, which nobody lost anything by and nobody reported. */
function offence(changes: Partial<Offence> = {}): Offence {
  return {
    operator: 1n,
    pool: 1n,
    share: MAX_SLASH_BPS,
    offence: ethers.id("first offence"),
    victim: ZeroAddress,
    loss: 0n,
    reporter: ZeroAddress,
    bountyBps: 0,
    jails: false,
    ...changes,
  };
}

interface Offence {
  operator: bigint;
  pool: bigint;
  share: number;
  offence: string;
  victim: string;
  loss: bigint;
  reporter: string;
  bountyBps: number;
  jails: boolean;
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("Staking", () => {
  describe("constructor", () => {
    it("reverts when stake would be free before the longest obligation ends", async () => {
      const { registry, escrow, treasury, governor } = await loadFixture(deployStaked);
      const longest = await registry.MAX_OBLIGATION();
      const factory = new OperatorRegistry__factory(governor);
      await expect(factory.deploy(governor, escrow, native, longest, treasury))
        .to.be.revertedWithCustomError(registry, "StakingPeriodTooShort")
        .withArgs(longest, longest);
    });

    it("reverts when the treasury would be the zero address", async () => {
      const { registry, escrow, governor } = await loadFixture(deployStaked);
      const factory = new OperatorRegistry__factory(governor);
      await expect(factory.deploy(governor, escrow, native, PERIOD, ZeroAddress))
        .to.be.revertedWithCustomError(registry, "StakingZeroAddress")
        .withArgs();
    });

    it("remembers what it was given", async () => {
      const { registry, escrow, treasury } = await loadFixture(deployStaked);
      expect(await registry.escrow()).to.equal(await escrow.getAddress());
      expect(await registry.stakeCurrency()).to.equal(native);
      expect(await registry.unbondingPeriod()).to.equal(PERIOD);
      expect(await registry.treasury()).to.equal(treasury.address);
    });
  });

  describe("stake", () => {
    it("adds to the active stake", async () => {
      const { registry, alice } = await loadFixture(deployStaked);
      const tx = registry.connect(alice).stake(1n, STAKE, { value: STAKE });
      await expect(tx).to.emit(registry, "Staked").withArgs(1n, alice.address, STAKE);
      await expect(tx).to.changeEtherBalance(ethers, registry, STAKE);
      expect([...(await registry.stakeOf(1n))]).to.deep.equal([2n * STAKE, 0n, 0n, 0n]);
      expect(await registry.slashableOf(1n)).to.equal(2n * STAKE);
    });

    it("lets anybody stake for an operator", async () => {
      const { registry, stranger } = await loadFixture(deployStaked);
      await expect(registry.connect(stranger).stake(2n, STAKE, { value: STAKE }))
        .to.emit(registry, "Staked")
        .withArgs(2n, stranger.address, STAKE);
      expect((await registry.stakeOf(2n)).active).to.equal(STAKE);
    });

    it("reverts when the operator is unknown", async () => {
      const { registry } = await loadFixture(deployStaked);
      await expect(registry.stake(3n, STAKE, { value: STAKE }))
        .to.be.revertedWithCustomError(registry, "IdentityUnknownOperator")
        .withArgs(3n);
    });

    it("reverts when the value is not the amount", async () => {
      const { registry } = await loadFixture(deployStaked);
      await expect(registry.stake(1n, STAKE, { value: STAKE - 1n }))
        .to.be.revertedWithCustomError(registry, "StakingWrongValue")
        .withArgs(STAKE - 1n, STAKE);
    });

    describe("given a token for the staking currency", () => {
      it("takes tokens", async () => {
        const { registry, alice, token } = await loadFixture(deployTokenStaking);
        await registry.connect(alice).stake(1n, STAKE);
        expect((await registry.stakeOf(1n)).active).to.equal(STAKE);
        expect(await token.balanceOf!(registry)).to.equal(STAKE);
      });

      it("reverts when native coin comes with them", async () => {
        const { registry, alice } = await loadFixture(deployTokenStaking);
        await expect(registry.connect(alice).stake(1n, STAKE, { value: 1n }))
          .to.be.revertedWithCustomError(registry, "StakingWrongValue")
          .withArgs(1n, 0n);
      });

      it("reverts when the token keeps a fee", async () => {
        const { registry, alice, token } = await loadFixture(deployTokenStaking);
        await token.setFault!(Fault.KeepsFee);
        await expect(registry.connect(alice).stake(1n, STAKE))
          .to.be.revertedWithCustomError(registry, "StakingTransferMismatch")
          .withArgs(STAKE, STAKE - STAKE / 100n);
      });

      it("reverts when the token returns false", async () => {
        const { registry, alice, token, currency } = await loadFixture(deployTokenStaking);
        await token.setFault!(Fault.ReturnsFalse);
        await expect(registry.connect(alice).stake(1n, STAKE))
          .to.be.revertedWithCustomError(registry, "SafeERC20FailedOperation")
          .withArgs(currency);
      });

      it("reverts when the token stakes again in the middle of the transfer", async () => {
        const { registry, alice, token } = await loadFixture(deployTokenStaking);
        await token.setHook!(registry, registry.interface.encodeFunctionData("stake", [1n, 0n]));
        await expect(registry.connect(alice).stake(1n, STAKE)).to.be.revertedWithCustomError(
          registry,
          "ReentrancyGuardReentrantCall",
        );
      });
    });
  });

  describe("unstake", () => {
    it("moves active stake into the bucket that waits", async () => {
      const { registry, alice } = await loadFixture(deployStaked);
      const at = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(at);
      await expect(registry.connect(alice).unstake(STAKE / 4n))
        .to.emit(registry, "UnbondingStarted")
        .withArgs(1n, STAKE / 4n, at + PERIOD);
      const account = [...(await registry.stakeOf(1n))];
      expect(account).to.deep.equal([STAKE - STAKE / 4n, STAKE / 4n, 0n, at + PERIOD]);
      expect(await registry.slashableOf(1n)).to.equal(STAKE);
    });

    it("lets the whole bucket wait anew", async () => {
      const { registry, alice, releaseAt } = await loadFixture(deployUnbonding);
      await time.increaseTo(releaseAt - 10n);
      await registry.connect(alice).unstake(1n);
      const account = await registry.stakeOf(1n);
      expect(account.unbonding).to.equal(STAKE / 2n + 1n);
      expect(account.releaseAt).to.equal(BigInt(await time.latest()) + PERIOD);
    });

    it("reverts when the active stake is smaller", async () => {
      const { registry, alice } = await loadFixture(deployUnbonding);
      await expect(registry.connect(alice).unstake(STAKE / 2n + 1n))
        .to.be.revertedWithCustomError(registry, "StakingInsufficient")
        .withArgs(1n, STAKE / 2n, STAKE / 2n + 1n);
    });

    it("reverts when the caller is no operator", async () => {
      const { registry, stranger } = await loadFixture(deployStaked);
      await expect(registry.connect(stranger).unstake(0n))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(stranger.address);
    });
  });

  describe("withdrawStake", () => {
    it("pays the bucket once the period is over", async () => {
      const { registry, alice, stranger, releaseAt } = await loadFixture(deployUnbonding);
      await time.setNextBlockTimestamp(releaseAt);
      const tx = registry.connect(alice).withdrawStake(stranger);
      await expect(tx)
        .to.emit(registry, "StakeWithdrawn")
        .withArgs(1n, stranger.address, STAKE / 2n);
      await expect(tx).to.changeEtherBalances(ethers, [registry, stranger], [-STAKE / 2n, STAKE / 2n]);
      expect((await registry.stakeOf(1n)).unbonding).to.equal(0n);
    });

    it("reverts one second earlier", async () => {
      const { registry, alice, releaseAt } = await loadFixture(deployUnbonding);
      await time.setNextBlockTimestamp(releaseAt - 1n);
      await expect(registry.connect(alice).withdrawStake(alice))
        .to.be.revertedWithCustomError(registry, "StakingStillUnbonding")
        .withArgs(1n, releaseAt - 1n, releaseAt);
    });

    it("reverts when nothing unbonds", async () => {
      const { registry, alice } = await loadFixture(deployStaked);
      await expect(registry.connect(alice).withdrawStake(alice))
        .to.be.revertedWithCustomError(registry, "StakingNothingUnbonding")
        .withArgs(1n);
    });

    it("reverts rather than pay the zero address", async () => {
      const { registry, alice, releaseAt } = await loadFixture(deployUnbonding);
      await time.increaseTo(releaseAt);
      await expect(registry.connect(alice).withdrawStake(ZeroAddress))
        .to.be.revertedWithCustomError(registry, "StakingZeroAddress")
        .withArgs();
    });

    it("reverts when the caller is no operator", async () => {
      const { registry, stranger } = await loadFixture(deployUnbonding);
      await expect(registry.connect(stranger).withdrawStake(stranger))
        .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
        .withArgs(stranger.address);
    });

    it("reverts and keeps the bucket when the receiver refuses", async () => {
      const { registry, alice, releaseAt } = await loadFixture(deployUnbonding);
      const account = (await ethers.deployContract("AccountMock")) as unknown as Contract;
      await account.setUnwilling!(true);
      await time.increaseTo(releaseAt);
      await expect(registry.connect(alice).withdrawStake(account))
        .to.be.revertedWithCustomError(registry, "StakingWithdrawalFailed")
        .withArgs(await account.getAddress(), STAKE / 2n);
      expect((await registry.stakeOf(1n)).unbonding).to.equal(STAKE / 2n);
    });

    it("pays once when the receiver withdraws again while it is paid", async () => {
      const { registry } = await loadFixture(deployStaked);
      const account = (await ethers.deployContract("AccountMock")) as unknown as Contract;
      const address = await account.getAddress();
      const { interface: calls } = registry;
      const withdrawal = calls.encodeFunctionData("withdrawStake", [address]);
      await account.act!(registry, calls.encodeFunctionData("register", [[], address, ""]));
      await registry.stake(3n, STAKE, { value: STAKE });
      await account.act!(registry, calls.encodeFunctionData("unstake", [STAKE]));
      await account.setHook!(registry, withdrawal);
      await time.increase(PERIOD);
      await account.act!(registry, withdrawal);
      expect(await account.hasHookSucceeded!()).to.equal(false);
      expect(await ethers.provider.getBalance(address)).to.equal(STAKE);
    });

    it("pays tokens where tokens are staked", async () => {
      const { registry, alice, stranger, token } = await loadFixture(deployTokenStaking);
      await registry.connect(alice).stake(1n, STAKE);
      await registry.connect(alice).unstake(STAKE);
      await time.increase(PERIOD);
      await registry.connect(alice).withdrawStake(stranger);
      expect(await token.balanceOf!(stranger)).to.equal(STAKE);
    });
  });

  describe("slash", () => {
    it("takes a share of the active stake for the treasury", async () => {
      const { registry, asMarket, escrow, treasury } = await loadFixture(deployStaked);
      const amount = portion(NO_SHOW_BPS, STAKE);
      await expect(asMarket.slash(offence({ share: NO_SHOW_BPS })))
        .to.emit(registry, "Slashed")
        .withArgs(1n, 1n, ethers.id("first offence"), amount, 0n, 0n);
      expect((await registry.stakeOf(1n)).active).to.equal(STAKE - amount);
      expect(await escrow.creditOf(treasury, native)).to.equal(amount);
      expect(await ethers.provider.getBalance(registry)).to.equal(STAKE - amount);
    });

    it("tells the market what it took", async () => {
      const { asMarket } = await loadFixture(deployStaked);
      expect(await asMarket.slash.staticCall(offence())).to.equal(portion(MAX_SLASH_BPS, STAKE));
    });

    it("pays victim and reporter, and the treasury the rest", async () => {
      const { registry, asMarket, escrow, treasury, victim, reporter } = await loadFixture(deployStaked);
      const amount = portion(MAX_SLASH_BPS, STAKE);
      const bounty = portion(1_000, amount);
      const loss = amount / 3n;
      const report = offence({ victim: victim.address, loss, reporter: reporter.address, bountyBps: 1_000 });
      await expect(asMarket.slash(report))
        .to.emit(registry, "Slashed")
        .withArgs(1n, 1n, report.offence, amount, loss, bounty);
      expect(await escrow.creditOf(victim, native)).to.equal(loss);
      expect(await escrow.creditOf(reporter, native)).to.equal(bounty);
      expect(await escrow.creditOf(treasury, native)).to.equal(amount - loss - bounty);
    });

    it("compensates with no more than what the bounty leaves", async () => {
      const { asMarket, escrow, treasury, victim, reporter } = await loadFixture(deployStaked);
      const amount = portion(MAX_SLASH_BPS, STAKE);
      const bounty = portion(4_999, amount);
      const report = { victim: victim.address, loss: STAKE, reporter: reporter.address, bountyBps: 4_999 };
      await asMarket.slash(offence(report));
      expect(await escrow.creditOf(victim, native)).to.equal(amount - bounty);
      expect(await escrow.creditOf(reporter, native)).to.equal(bounty);
      expect(await escrow.creditOf(treasury, native)).to.equal(0n);
    });

    it("leaves a missing reporter's bounty to the treasury", async () => {
      const { asMarket, escrow, treasury } = await loadFixture(deployStaked);
      await asMarket.slash(offence({ bountyBps: 1_000 }));
      expect(await escrow.creditOf(treasury, native)).to.equal(portion(MAX_SLASH_BPS, STAKE));
    });

    it("takes nothing from an operator without stake, and punishes nevertheless", async () => {
      const fixture = await loadFixture(deployStaked);
      const { registry, asMarket, market, bob } = fixture;
      const pool = await openTestPool(connection, fixture, { minimumStake: 0n });
      await registry.connect(bob).joinPool(pool, "0x");
      const report = offence({ operator: 2n, pool, jails: true });
      await expect(asMarket.slash(report)).to.emit(registry, "Slashed").withArgs(2n, pool, report.offence, 0n, 0n, 0n);
      expect((await registry.identityOf(2n)).status).to.equal(Status.Jailed);
      await expect(asMarket.slash(report))
        .to.be.revertedWithCustomError(registry, "StakingOffencePunished")
        .withArgs(market.address, report.offence);
    });

    describe("given stake that unbonds", () => {
      it("counts it, and takes from the active stake first", async () => {
        const { registry, asMarket } = await loadFixture(deployUnbonding);
        await asMarket.slash(offence());
        const { active, unbonding } = await registry.stakeOf(1n);
        expect(active).to.equal(STAKE / 2n - portion(MAX_SLASH_BPS, STAKE));
        expect(unbonding).to.equal(STAKE / 2n);
      });

      it("takes what the active stake lacks from it", async () => {
        const { registry, alice, asMarket, escrow, treasury } = await loadFixture(deployUnbonding);
        const amount = portion(MAX_SLASH_BPS, STAKE);
        await registry.connect(alice).unstake(STAKE / 2n - amount / 4n);
        await asMarket.slash(offence());
        const { active, unbonding } = await registry.stakeOf(1n);
        expect(active).to.equal(0n);
        expect(unbonding).to.equal(STAKE - amount);
        expect(await escrow.creditOf(treasury, native)).to.equal(amount);
      });

      it("pays out only what slashing has left", async () => {
        const { registry, alice, stranger, asMarket } = await loadFixture(deployUnbonding);
        await registry.connect(alice).unstake(STAKE / 2n);
        await asMarket.slash(offence());
        await time.increase(PERIOD);
        await expect(registry.connect(alice).withdrawStake(stranger)).to.changeEtherBalance(
          ethers,
          stranger,
          STAKE - portion(MAX_SLASH_BPS, STAKE),
        );
      });
    });

    describe("given a pool that consents to losing everything", () => {
      it("takes all there is, and then nothing", async () => {
        const fixture = await loadFixture(deployUnbonding);
        const { registry, alice, asMarket, escrow, treasury } = fixture;
        const pool = await openTestPool(connection, fixture, { maxSlashBps: 10_000 });
        await registry.connect(alice).joinPool(pool, "0x");
        await asMarket.slash(offence({ pool, share: 10_000 }));
        await asMarket.slash(offence({ pool, share: 10_000, offence: ethers.id("second offence") }));
        expect(await registry.slashableOf(1n)).to.equal(0n);
        expect(await escrow.creditOf(treasury, native)).to.equal(STAKE);
      });
    });

    describe("given a token for the staking currency", () => {
      it("credits tokens", async () => {
        const { registry, alice, market, escrow, treasury, victim, currency, token } =
          await loadFixture(deployTokenStaking);
        await registry.connect(alice).stake(1n, STAKE);
        await registry.connect(alice).joinPool(1n, "0x");
        const amount = portion(MAX_SLASH_BPS, STAKE);
        const report = offence({ victim: victim.address, loss: amount / 2n });
        await registry.connect(market).slash(report);
        expect(await escrow.creditOf(victim, currency)).to.equal(amount / 2n);
        expect(await escrow.creditOf(treasury, currency)).to.equal(amount / 2n);
        expect(await token.balanceOf!(escrow)).to.equal(amount);
        expect(await token.allowance!(registry, escrow)).to.equal(0n);
      });
    });

    describe("when the share or the bounty is too large", () => {
      it("reverts when the share exceeds the pool's limit", async () => {
        const { registry, asMarket } = await loadFixture(deployStaked);
        await expect(asMarket.slash(offence({ share: MAX_SLASH_BPS + 1 })))
          .to.be.revertedWithCustomError(registry, "StakingShareTooLarge")
          .withArgs(1n, MAX_SLASH_BPS + 1, MAX_SLASH_BPS);
      });

      it("reverts when the bounty is half of the slash", async () => {
        const { registry, asMarket } = await loadFixture(deployStaked);
        await expect(asMarket.slash(offence({ bountyBps: 5_000 })))
          .to.be.revertedWithCustomError(registry, "StakingBountyTooLarge")
          .withArgs(5_000);
      });
    });

    describe("when the caller has no say", () => {
      it("reverts for a stranger", async () => {
        const { registry, stranger } = await loadFixture(deployStaked);
        await expect(registry.connect(stranger).slash(offence()))
          .to.be.revertedWithCustomError(registry, "StakingNotPoolMarket")
          .withArgs(1n, stranger.address);
      });

      it("reverts for the market of another pool", async () => {
        const { registry, otherMarket } = await loadFixture(deployStaked);
        await expect(registry.connect(otherMarket).slash(offence()))
          .to.be.revertedWithCustomError(registry, "StakingNotPoolMarket")
          .withArgs(1n, otherMarket.address);
      });

      it("reverts for a market that governance approves no longer", async () => {
        const { registry, asMarket, market } = await loadFixture(deployStaked);
        await registry.setMarket(market, false);
        await expect(asMarket.slash(offence()))
          .to.be.revertedWithCustomError(registry, "StakingNotPoolMarket")
          .withArgs(1n, market.address);
      });

      it("reverts in a pool that nobody has opened", async () => {
        const { registry, asMarket, market } = await loadFixture(deployStaked);
        await expect(asMarket.slash(offence({ pool: 2n })))
          .to.be.revertedWithCustomError(registry, "StakingNotPoolMarket")
          .withArgs(2n, market.address);
      });
    });

    describe("when the offence was punished", () => {
      it("reverts", async () => {
        const { registry, asMarket, market } = await loadFixture(deployStaked);
        await asMarket.slash(offence());
        await expect(asMarket.slash(offence({ share: NO_SHOW_BPS })))
          .to.be.revertedWithCustomError(registry, "StakingOffencePunished")
          .withArgs(market.address, offence().offence);
      });

      it("punishes another market's offence of the same name", async () => {
        const fixture = await loadFixture(deployStaked);
        const { registry, asMarket, alice, otherMarket } = fixture;
        const pool = await openTestPool(connection, { ...fixture, market: otherMarket });
        await registry.connect(alice).joinPool(pool, "0x");
        await asMarket.slash(offence());
        await registry.connect(otherMarket).slash(offence({ pool }));
        const once = STAKE - portion(MAX_SLASH_BPS, STAKE);
        expect(await registry.slashableOf(1n)).to.equal(once - portion(MAX_SLASH_BPS, once));
      });
    });

    describe("given the operator's consent", () => {
      it("reverts when it never joined the pool", async () => {
        const { registry, asMarket } = await loadFixture(deployStaked);
        await expect(asMarket.slash(offence({ operator: 2n })))
          .to.be.revertedWithCustomError(registry, "StakingNotConsenting")
          .withArgs(2n, 1n);
      });

      it("slashes up to the last second of the unbonding period after it left", async () => {
        const { registry, asMarket, alice } = await loadFixture(deployStaked);
        await registry.connect(alice).leavePool(1n);
        await time.setNextBlockTimestamp(BigInt(await time.latest()) + PERIOD);
        await asMarket.slash(offence());
        expect(await registry.slashableOf(1n)).to.equal(STAKE - portion(MAX_SLASH_BPS, STAKE));
      });

      it("reverts when it left longer ago", async () => {
        const { registry, asMarket, alice } = await loadFixture(deployStaked);
        await registry.connect(alice).leavePool(1n);
        await time.setNextBlockTimestamp(BigInt(await time.latest()) + PERIOD + 1n);
        await expect(asMarket.slash(offence()))
          .to.be.revertedWithCustomError(registry, "StakingNotConsenting")
          .withArgs(1n, 1n);
      });

      it("slashes again once it has rejoined", async () => {
        const { registry, asMarket, alice } = await loadFixture(deployStaked);
        await registry.connect(alice).leavePool(1n);
        await time.increase(PERIOD + 1n);
        await registry.connect(alice).joinPool(1n, "0x");
        await asMarket.slash(offence());
        expect(await registry.slashableOf(1n)).to.equal(STAKE - portion(MAX_SLASH_BPS, STAKE));
      });

      it("catches stake that was unbonded just before leaving", async () => {
        const { registry, asMarket, alice } = await loadFixture(deployStaked);
        await registry.connect(alice).unstake(STAKE);
        await registry.connect(alice).leavePool(1n);
        await asMarket.slash(offence());
        expect((await registry.stakeOf(1n)).unbonding).to.equal(STAKE - portion(MAX_SLASH_BPS, STAKE));
      });
    });
  });

  describe("jail", () => {
    /** Alice was slashed and jailed. */
    async function deployJailed() {
      const fixture = await deployStaked();
      await fixture.asMarket.slash(offence({ jails: true }));
      const until = BigInt(await time.latest()) + (await fixture.registry.JAIL_PERIOD());
      const left = STAKE - portion(MAX_SLASH_BPS, STAKE);
      return { ...fixture, until, left };
    }

    it("announces until when, and what must stand again", async () => {
      const { registry, asMarket } = await loadFixture(deployStaked);
      const at = BigInt(await time.latest()) + 100n;
      await time.setNextBlockTimestamp(at);
      await expect(asMarket.slash(offence({ jails: true })))
        .to.emit(registry, "Jailed")
        .withArgs(1n, at + (await registry.JAIL_PERIOD()), STAKE);
    });

    it("leaves an operator free when the offence does not jail", async () => {
      const { registry, asMarket } = await loadFixture(deployStaked);
      await asMarket.slash(offence());
      expect((await registry.identityOf(1n)).status).to.equal(Status.Active);
    });

    it("keeps the higher bail when a jailed operator offends again", async () => {
      const { registry, asMarket } = await loadFixture(deployJailed);
      await asMarket.slash(offence({ jails: true, offence: ethers.id("second offence") }));
      expect((await registry.stakeOf(1n)).bail).to.equal(STAKE);
    });

    it("raises the bail when more stake was there", async () => {
      const { registry, asMarket, left } = await loadFixture(deployJailed);
      await registry.stake(1n, STAKE, { value: STAKE });
      await asMarket.slash(offence({ jails: true, offence: ethers.id("second offence") }));
      expect((await registry.stakeOf(1n)).bail).to.equal(left + STAKE);
    });

    it("evicts from the pool by anybody", async () => {
      const { registry, stranger } = await loadFixture(deployJailed);
      await registry.connect(stranger).evict(1n, 1n);
      expect((await registry.membershipOf(1n, 1n)).isLive).to.equal(false);
    });

    describe("unjail", () => {
      it("lets out after the period with the stake restored", async () => {
        const { registry, alice, until, left } = await loadFixture(deployJailed);
        await registry.stake(1n, STAKE - left, { value: STAKE - left });
        await time.setNextBlockTimestamp(until);
        await expect(registry.connect(alice).unjail()).to.emit(registry, "Unjailed").withArgs(1n);
        const identity = await registry.identityOf(1n);
        expect([identity.status, identity.jailedUntil]).to.deep.equal([Status.Active, 0n]);
        expect((await registry.stakeOf(1n)).bail).to.equal(0n);
      });

      it("reverts before the period is over", async () => {
        const { registry, alice, until } = await loadFixture(deployJailed);
        await registry.stake(1n, STAKE, { value: STAKE });
        await time.setNextBlockTimestamp(until - 1n);
        await expect(registry.connect(alice).unjail())
          .to.be.revertedWithCustomError(registry, "StakingStillJailed")
          .withArgs(1n, until, 2n * STAKE - portion(MAX_SLASH_BPS, STAKE), STAKE);
      });

      it("reverts while the stake is not restored", async () => {
        const { registry, alice, until, left } = await loadFixture(deployJailed);
        await registry.stake(1n, STAKE - left - 1n, { value: STAKE - left - 1n });
        await time.increaseTo(until);
        await expect(registry.connect(alice).unjail())
          .to.be.revertedWithCustomError(registry, "StakingStillJailed")
          .withArgs(1n, until, STAKE - 1n, STAKE);
      });

      it("does not count stake that unbonds", async () => {
        const { registry, alice, until, left } = await loadFixture(deployJailed);
        await registry.stake(1n, STAKE - left, { value: STAKE - left });
        await registry.connect(alice).unstake(1n);
        await time.increaseTo(until);
        await expect(registry.connect(alice).unjail())
          .to.be.revertedWithCustomError(registry, "StakingStillJailed")
          .withArgs(1n, until, STAKE - 1n, STAKE);
      });

      it("reverts when the operator is not jailed", async () => {
        const { registry, alice } = await loadFixture(deployStaked);
        await expect(registry.connect(alice).unjail())
          .to.be.revertedWithCustomError(registry, "StakingNotJailed")
          .withArgs(1n);
      });

      it("reverts when the caller is no operator", async () => {
        const { registry, stranger } = await loadFixture(deployJailed);
        await expect(registry.connect(stranger).unjail())
          .to.be.revertedWithCustomError(registry, "IdentityNotRegistered")
          .withArgs(stranger.address);
      });
    });
  });

  describe("setMarket", () => {
    it("approves a market, and no longer", async () => {
      const { registry, stranger } = await loadFixture(deployStaked);
      await expect(registry.setMarket(stranger, true)).to.emit(registry, "MarketSet").withArgs(stranger.address, true);
      expect(await registry.isMarket(stranger)).to.equal(true);
      await expect(registry.setMarket(stranger, false))
        .to.emit(registry, "MarketSet")
        .withArgs(stranger.address, false);
      expect(await registry.isMarket(stranger)).to.equal(false);
    });

    it("reverts for everybody but governance", async () => {
      const { registry, stranger } = await loadFixture(deployStaked);
      await expect(registry.connect(stranger).setMarket(stranger, true))
        .to.be.revertedWithCustomError(registry, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("setTreasury", () => {
    it("reverts when the treasury would be the zero address", async () => {
      const { registry } = await loadFixture(deployStaked);
      await expect(registry.setTreasury(ZeroAddress))
        .to.be.revertedWithCustomError(registry, "StakingZeroAddress")
        .withArgs();
    });

    it("sends what is left over elsewhere", async () => {
      const { registry, asMarket, escrow, treasury, stranger } = await loadFixture(deployStaked);
      await expect(registry.setTreasury(stranger))
        .to.emit(registry, "TreasurySet")
        .withArgs(treasury.address, stranger.address);
      await asMarket.slash(offence());
      expect(await escrow.creditOf(stranger, native)).to.equal(portion(MAX_SLASH_BPS, STAKE));
      expect(await escrow.creditOf(treasury, native)).to.equal(0n);
    });

    it("reverts for everybody but governance", async () => {
      const { registry, stranger } = await loadFixture(deployStaked);
      await expect(registry.connect(stranger).setTreasury(stranger))
        .to.be.revertedWithCustomError(registry, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });
});
