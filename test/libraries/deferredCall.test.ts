import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

import { defaults } from "../helpers/defaults.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, mine, time } = networkHelpers;

const Outcome = { OutOfGas: 0n, Refused: 1n, Failed: 2n, Succeeded: 3n };

/** As in the library. */
const LANE_GAS = 5_000_000n;
const MAX_RETURN_BYTES = 256;
const CUSHION = 5_000n;

const GAS_LIMIT = 200_000n;
const RESERVE = 110_000n;
const LIFE = 50n;
/** Gas between the callee's first instruction and the one that asks how much there is. */
const ENTRY_GAS = 500n;
/** Outer gas limits that a scan covers, in gas, and how it shares a transaction's 2^24 gas out. */
const SCAN_WIDTH = 24_000n;
const SCAN_OVERHEAD = 60_000n;
const SCAN_GAS = 10_500_000n;
const CALL_GAS = 2n ** 24n;
const FINE_STEPS = 400n;
const COARSE_STEPS = 80n;

async function deployHarness() {
  const harness = (await ethers.deployContract("DeferredCallHarness")) as unknown as Contract;
  const callee = (await ethers.deployContract("CalleeMock")) as unknown as Contract;
  const callOf = async (name: string, args: readonly unknown[] = [], changes: Partial<DeferredCall> = {}) => ({
    target: await callee.getAddress(),
    gasLimit: GAS_LIMIT,
    payload: callee.interface.encodeFunctionData(name, args),
    reserve: RESERVE,
    ...changes,
  });
  /** How the same call goes under outer gas limits around what the guard asks for, a quarter of them below. */
  const scan = async (call: DeferredCall, burns: bigint, steps: bigint) => {
    const step = SCAN_WIDTH / steps;
    const low = neededFor(call) - SCAN_WIDTH / 4n;
    const perCall = SCAN_GAS / (burns + SCAN_OVERHEAD) - 1n;
    const outcomes: bigint[] = [];
    const gasAfters: bigint[] = [];
    for (let done = 0n; done < steps; done += perCall) {
      const count = steps - done < perCall ? steps - done : perCall;
      const scanned = await harness.scan!.staticCall(call, low + done * step, step, count, { gasLimit: CALL_GAS });
      outcomes.push(...scanned.outcomes);
      gasAfters.push(...scanned.gasAfters);
    }
    return { outcomes, gasAfters };
  };
  const [owner, other] = (await ethers.getSigners()).map(({ address }) => address) as [string, string];
  return { harness, callee, callOf, scan, owner, other };
}

interface DeferredCall {
  readonly target: string;
  readonly gasLimit: bigint;
  readonly payload: string;
  readonly reserve: bigint;
}

/** What the guard asks for. */
function neededFor({ gasLimit, reserve }: DeferredCall): bigint {
  const forwarded = (gasLimit * 64n) / 63n;
  const kept = gasLimit + reserve;
  return (forwarded > kept ? forwarded : kept) + CUSHION;
}

describe("DeferredCall", () => {
  describe("perform", () => {
    it("makes the call and keeps what it answers", async () => {
      const { harness, callee, callOf } = await loadFixture(deployHarness);
      const call = await callOf("need", [0n]);
      const [isSuccess, returned] = await harness.perform!.staticCall(call);
      expect(isSuccess).to.equal(true);
      expect(BigInt(returned)).to.be.within(GAS_LIMIT - ENTRY_GAS, GAS_LIMIT);
      await harness.perform!(call);
      expect(await callee.callCount!()).to.equal(1n);
    });

    it("takes a target without code for a failure", async () => {
      const { harness, callOf, owner } = await loadFixture(deployHarness);
      const [isSuccess, returned] = await harness.perform!.staticCall(await callOf("need", [0n], { target: owner }));
      expect([isSuccess, returned]).to.deep.equal([false, "0x"]);
    });

    it("reports a revert with its data", async () => {
      const { harness, callee, callOf } = await loadFixture(deployHarness);
      const call = await callOf("need", [10n ** 9n]);
      const [isSuccess, returned] = await harness.perform!.staticCall(call);
      expect(isSuccess).to.equal(false);
      expect(callee.interface.parseError(returned)?.args.gasNeeded).to.equal(10n ** 9n);
    });

    it("reports nothing of a call that burnt its gas", async () => {
      const { harness, callOf } = await loadFixture(deployHarness);
      const [isSuccess, returned] = await harness.perform!.staticCall(await callOf("burn"));
      expect([isSuccess, returned]).to.deep.equal([false, "0x"]);
    });

    for (const isRevert of [false, true]) {
      const kind = isRevert ? "revert" : "return";
      for (const size of [0, 1, 31, 32, MAX_RETURN_BYTES - 1, MAX_RETURN_BYTES]) {
        it(`copies the ${size} bytes of a ${kind}`, async () => {
          const { harness, callOf } = await loadFixture(deployHarness);
          const [isSuccess, returned] = await harness.perform!.staticCall(await callOf("flood", [size, isRevert]));
          expect([isSuccess, returned]).to.deep.equal([!isRevert, `0x${"ab".repeat(size)}`]);
        });
      }

      for (const size of [MAX_RETURN_BYTES + 1, 400_000]) {
        it(`copies no more than ${MAX_RETURN_BYTES} of the ${size} bytes of a ${kind}`, async () => {
          const { harness, callOf } = await loadFixture(deployHarness);
          const call = await callOf("flood", [size, isRevert], { gasLimit: 2_000_000n });
          const [isSuccess, returned] = await harness.perform!.staticCall(call);
          expect([isSuccess, returned]).to.deep.equal([!isRevert, `0x${"ab".repeat(MAX_RETURN_BYTES)}`]);
        });
      }
    }

    it("leaves the executor as much gas behind a bomb as behind a word", async () => {
      const { harness, callOf } = await loadFixture(deployHarness);
      const gasLimit = 2_000_000n;
      const overrides = { gasLimit: 5_000_000n };
      const bomb = await callOf("flood", [400_000, true], { gasLimit });
      const burn = await callOf("burn", [], { gasLimit });
      const [, , gasAfterBomb] = await harness.perform!.staticCall(bomb, overrides);
      const [, , gasAfterBurn] = await harness.perform!.staticCall(burn, overrides);
      expect(gasAfterBomb).to.be.above(gasAfterBurn);
    });

    describe("when the transaction carries little gas", () => {
      it("reverts with what there is and what it needs", async () => {
        const { harness, callOf } = await loadFixture(deployHarness);
        const call = await callOf("need", [0n]);
        await expect(harness.perform!.staticCall(call, { gasLimit: neededFor(call) }))
          .to.be.revertedWithCustomError(harness, "DeferredCallNeedsGas")
          .withArgs((available: bigint) => available <= neededFor(call), neededFor(call));
      });

      const limits = [
        ["a reserve", GAS_LIMIT, RESERVE],
        ["no reserve", GAS_LIMIT, 0n],
        ["a reserve below one 63rd", 5_000_000n, 30_000n],
        ["the largest gas limit", 5_000_000n, RESERVE],
        ["the smallest gas limit", 25_000n, 0n],
      ] as const;
      for (const [title, gasLimit, reserve] of limits) {
        it(`never fails a call that would succeed, given ${title}`, async () => {
          const { callOf, scan } = await loadFixture(deployHarness);
          const call = await callOf("need", [gasLimit - ENTRY_GAS], { gasLimit, reserve });
          const { outcomes } = await scan(call, 0n, FINE_STEPS);
          const first = outcomes.indexOf(Outcome.Succeeded);
          expect(outcomes.slice(0, first)).to.include(Outcome.Refused);
          expect(outcomes).not.to.include(Outcome.Failed);
          expect(outcomes.slice(first)).to.have.length.above(100);
          expect(new Set(outcomes.slice(first))).to.deep.equal(new Set([Outcome.Succeeded]));
        });

        it(`keeps what follows its gas, whatever the call burns, given ${title}`, async () => {
          const { callOf, scan } = await loadFixture(deployHarness);
          const { outcomes, gasAfters } = await scan(
            await callOf("burn", [], { gasLimit, reserve }),
            gasLimit,
            COARSE_STEPS,
          );
          const made = gasAfters.filter((_, i) => outcomes[i] === Outcome.Failed);
          expect(made).to.have.length.above(40);
          expect(made.filter((gasAfter) => gasAfter < reserve)).to.deep.equal([]);
        });
      }
    });
  });

  describe("requireDue", () => {
    /** A call was scheduled in this block. */
    async function deployScheduled() {
      const fixture = await deployHarness();
      return { ...fixture, scheduledAt: BigInt(await time.latestBlock()) };
    }

    it("reverts in the block that scheduled the call", async () => {
      const { harness, scheduledAt } = await loadFixture(deployScheduled);
      await expect(harness.requireDue!(scheduledAt, LIFE))
        .to.be.revertedWithCustomError(harness, "DeferredCallTooEarly")
        .withArgs(scheduledAt, scheduledAt);
    });

    it("passes from the next block to the last of its life", async () => {
      const { harness, scheduledAt } = await loadFixture(deployScheduled);
      await mine();
      await expect(harness.requireDue!(scheduledAt, LIFE)).not.to.revert(ethers);
      await mine(LIFE - 1n);
      expect(BigInt(await time.latestBlock())).to.equal(scheduledAt + LIFE);
      await expect(harness.requireDue!(scheduledAt, LIFE)).not.to.revert(ethers);
    });

    it("reverts after its life", async () => {
      const { harness, scheduledAt } = await loadFixture(deployScheduled);
      await mine(LIFE + 1n);
      await expect(harness.requireDue!(scheduledAt, LIFE))
        .to.be.revertedWithCustomError(harness, "DeferredCallExpired")
        .withArgs(scheduledAt + LIFE + 1n, scheduledAt + LIFE);
    });
  });

  describe("take", () => {
    it("fills an owner's lane to the last unit of gas", async () => {
      const { harness, owner } = await loadFixture(deployHarness);
      await expect(harness.take!(owner, [LANE_GAS - 1n, 1n])).not.to.revert(ethers);
    });

    it("reverts when the calls of a block together take more", async () => {
      const { harness, owner } = await loadFixture(deployHarness);
      await expect(harness.take!(owner, [LANE_GAS - 1n, 2n]))
        .to.be.revertedWithCustomError(harness, "DeferredCallLaneFull")
        .withArgs(owner, LANE_GAS - 1n, 2n);
    });

    it("empties the lane in the next block", async () => {
      const { harness, owner } = await loadFixture(deployHarness);
      await harness.take!(owner, [LANE_GAS]);
      await expect(harness.take!(owner, [LANE_GAS])).not.to.revert(ethers);
    });

    it("leaves the others' lanes free in the same block", async () => {
      const { harness, owner, other } = await loadFixture(deployHarness);
      await ethers.provider.send("evm_setAutomine", [false]);
      const gasLimit = 200_000n;
      const full = await harness.take!(owner, [LANE_GAS], { gasLimit });
      const late = await harness.take!(owner, [1n], { gasLimit });
      const free = await harness.take!(other, [LANE_GAS], { gasLimit });
      await mine();
      await ethers.provider.send("evm_setAutomine", [true]);
      const receipts = [full, late, free].map(({ hash }) => ethers.provider.getTransactionReceipt(hash));
      expect((await Promise.all(receipts)).map((receipt) => receipt?.status)).to.deep.equal([1, 0, 1]);
    });
  });

  describe("price", () => {
    const GAS_USED = 300_000n;
    const RICH = 10n ** 20n;
    const BASE_FEE = 3_000_000_000n;
    const { maxTip: MAX_TIP } = defaults;
    const withBounty = (cost: bigint, bps: bigint) => cost + (cost * bps) / 10_000n;

    /** What is owed in a transaction that pays `tip` above the base fee. */
    async function expectOwed(tip: bigint, age: bigint, budget: bigint, owed: bigint): Promise<void> {
      const { harness } = await loadFixture(deployHarness);
      await networkHelpers.setNextBlockBaseFeePerGas(BASE_FEE);
      const overrides = { maxFeePerGas: BASE_FEE + tip, maxPriorityFeePerGas: tip };
      await expect(harness.price!(GAS_USED, age, MAX_TIP, budget, overrides))
        .to.emit(harness, "Priced")
        .withArgs(owed);
    }

    it("refunds the gas and a tenth when the call is due", () =>
      expectOwed(MAX_TIP, 0n, RICH, withBounty(GAS_USED * (BASE_FEE + MAX_TIP), 1_000n)));

    it("refunds no more than what the executor pays", () =>
      expectOwed(1n, 0n, RICH, withBounty(GAS_USED * (BASE_FEE + 1n), 1_000n)));

    it("refunds no more than base fee and tip", () =>
      expectOwed(10n * MAX_TIP, 0n, RICH, withBounty(GAS_USED * (BASE_FEE + MAX_TIP), 1_000n)));

    const bounties = [
      [1n, 1_200n],
      [10n, 3_000n],
      [44n, 9_800n],
      [45n, 10_000n],
      [46n, 10_000n],
    ] as const;
    for (const [age, bps] of bounties) {
      it(`adds a bounty of ${bps} basis points when the call is ${age} blocks old`, () =>
        expectOwed(MAX_TIP, age, RICH, withBounty(GAS_USED * (BASE_FEE + MAX_TIP), bps)));
    }

    const full = withBounty(GAS_USED * (BASE_FEE + MAX_TIP), 10_000n);
    for (const [title, budget] of [
      ["just covers it", full],
      ["lacks one wei", full - 1n],
      ["is spent", 0n],
    ] as const) {
      it(`owes no more than a budget that ${title}`, () => expectOwed(MAX_TIP, 1_000n, budget, budget));
    }
  });

  describe("transactionGas", () => {
    it("adds the intrinsic gas and sixteen a byte to what was measured", async () => {
      const { harness } = await loadFixture(deployHarness);
      expect(await harness.transactionGas!(100_000n, 1_000n)).to.equal(21_000n + 100_000n + 16_000n);
    });

    it("prices the bytes at the floor where that is more", async () => {
      const { harness } = await loadFixture(deployHarness);
      expect(await harness.transactionGas!(23_999n, 1_000n)).to.equal(21_000n + 40_000n);
      expect(await harness.transactionGas!(24_001n, 1_000n)).to.equal(21_000n + 40_001n);
    });
  });
});
