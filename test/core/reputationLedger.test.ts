import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { network } from "hardhat";

import { afterOutcome, nextMean, type Reputation, scorePpm, weightOf } from "../../sdk/reputation/betaReputation.ts";
import { ReputationLedger__factory } from "../../typechain-types/index.ts";
import { defaults } from "../helpers/defaults.ts";
import { createRandom } from "../helpers/random.ts";
import { deployTestRegistry, registerOperator } from "../helpers/registry.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;
const { ZeroAddress: native } = ethers;

const REWARD = defaults.paymentPerRunner;
const NEUTRAL = 509_803n;
const OUTCOMES = 150;

/** A ledger, two approved markets, and operators 1 and 2. */
async function deployLedger() {
  const suite = await deployTestRegistry(connection, native);
  const [alice, bob] = suite.others as [Signer, Signer];
  await registerOperator(suite, alice, 0n);
  await registerOperator(suite, bob, 0n);
  const ledger = await new ReputationLedger__factory(suite.governor).deploy(suite.registry);
  const asMarket = ledger.connect(suite.market);
  return { ...suite, ledger, asMarket, alice, token: await ledger.getAddress(), client: suite.stranger };
}

/** An account behind an operator, who is not the one that asks for the work. */
const CONTROLLER = ethers.getAddress(ethers.dataSlice(ethers.id("controller"), 12));

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("ReputationLedger", () => {
  describe("record", () => {
    it("counts a success", async () => {
      const { ledger, asMarket, market, client } = await loadFixture(deployLedger);
      const weight = weightOf(REWARD, REWARD);
      await expect(asMarket.record(1n, CONTROLLER, client, native, REWARD, true))
        .to.emit(ledger, "OutcomeRecorded")
        .withArgs(1n, market.address, true, REWARD, weight);
      expect([...(await ledger.evidenceOf(1n))]).to.deep.equal([weight, 0n]);
      expect(await ledger.scoreOf(1n)).to.equal(scorePpm({ r: weight, s: 0n }));
    });

    it("counts a failure", async () => {
      const { ledger, asMarket, market, client } = await loadFixture(deployLedger);
      const weight = weightOf(REWARD, REWARD);
      await expect(asMarket.record(1n, CONTROLLER, client, native, REWARD, false))
        .to.emit(ledger, "OutcomeRecorded")
        .withArgs(1n, market.address, false, REWARD, weight);
      expect([...(await ledger.evidenceOf(1n))]).to.deep.equal([0n, weight]);
    });

    it("leaves other operators alone", async () => {
      const { ledger, asMarket, client } = await loadFixture(deployLedger);
      await asMarket.record(1n, CONTROLLER, client, native, REWARD, true);
      expect(await ledger.scoreOf(2n)).to.equal(NEUTRAL);
    });

    it("reverts when the caller is no market", async () => {
      const { ledger, alice, client } = await loadFixture(deployLedger);
      await expect(ledger.connect(alice).record(1n, CONTROLLER, client, native, REWARD, true))
        .to.be.revertedWithCustomError(ledger, "ReputationNotMarket")
        .withArgs(alice.address);
    });

    it("reverts when governance approves the market no longer", async () => {
      const { registry, ledger, asMarket, market, client } = await loadFixture(deployLedger);
      await registry.setMarket(market, false);
      await expect(asMarket.record(1n, CONTROLLER, client, native, REWARD, true))
        .to.be.revertedWithCustomError(ledger, "ReputationNotMarket")
        .withArgs(market.address);
    });

    it("weighs an outcome without reward as nothing", async () => {
      const { ledger, asMarket, market, client } = await loadFixture(deployLedger);
      await asMarket.record(1n, CONTROLLER, client, native, REWARD, true);
      const before = [...(await ledger.evidenceOf(1n))];
      await expect(asMarket.record(1n, CONTROLLER, client, native, 0n, false)).not.to.emit(ledger, "OutcomeRecorded");
      expect([...(await ledger.evidenceOf(1n))]).to.deep.equal(before);
      expect(await ledger.meanRewardOf(market, native)).to.equal(REWARD);
    });

    it("weighs an outcome between an operator and its own controller as nothing", async () => {
      const { ledger, asMarket, market, alice } = await loadFixture(deployLedger);
      await expect(asMarket.record(1n, alice, alice, native, REWARD, true)).not.to.emit(ledger, "OutcomeRecorded");
      expect(await ledger.scoreOf(1n)).to.equal(NEUTRAL);
      expect(await ledger.meanRewardOf(market, native)).to.equal(0n);
    });

    it("counts what an operator's controller says of another operator", async () => {
      const { ledger, asMarket, alice } = await loadFixture(deployLedger);
      await expect(asMarket.record(2n, CONTROLLER, alice, native, REWARD, true)).to.emit(ledger, "OutcomeRecorded");
    });
  });

  describe("meanRewardOf", () => {
    it("keeps a mean for each market and currency", async () => {
      const { ledger, asMarket, market, otherMarket, client, token } = await loadFixture(deployLedger);
      await asMarket.record(1n, CONTROLLER, client, native, REWARD, true);
      await asMarket.record(1n, CONTROLLER, client, token, 7n, true);
      await ledger.connect(otherMarket).record(1n, CONTROLLER, client, native, 3n, true);
      expect(await ledger.meanRewardOf(market, native)).to.equal(REWARD);
      expect(await ledger.meanRewardOf(market, token)).to.equal(7n);
      expect(await ledger.meanRewardOf(otherMarket, native)).to.equal(3n);
      expect(await ledger.meanRewardOf(otherMarket, token)).to.equal(0n);
    });

    it("moves by at most a sixteenth for one huge reward", async () => {
      const { ledger, asMarket, market, client } = await loadFixture(deployLedger);
      await asMarket.record(1n, CONTROLLER, client, native, 1_600n, true);
      await asMarket.record(1n, CONTROLLER, client, native, 10n ** 30n, true);
      expect(await ledger.meanRewardOf(market, native)).to.equal(1_700n);
    });

    it("lets rewards of one currency weigh the same whatever another currency pays", async () => {
      const { ledger, asMarket, market, client, token } = await loadFixture(deployLedger);
      await asMarket.record(1n, CONTROLLER, client, native, 10n ** 24n, true);
      await expect(asMarket.record(2n, CONTROLLER, client, token, 5n, true))
        .to.emit(ledger, "OutcomeRecorded")
        .withArgs(2n, market.address, true, 5n, weightOf(5n, 5n));
    });
  });

  describe("scoreOf", () => {
    it("is neutral for an operator that nobody knows", async () => {
      const { ledger } = await loadFixture(deployLedger);
      expect(await ledger.scoreOf(1n)).to.equal(NEUTRAL);
    });

    it(`follows the TypeScript twin through ${OUTCOMES} random outcomes`, async () => {
      const { ledger, market, otherMarket, client, token } = await loadFixture(deployLedger);
      const random = createRandom("reputation ledger");
      const reputations = new Map<bigint, Reputation>();
      const means = new Map<string, bigint>();
      for (let i = 0; i < OUTCOMES; i++) {
        const operator = random.pick([1n, 2n]);
        const caller = random.pick([market, otherMarket]);
        const currency = random.pick([native, token]);
        const reward = random.pick([1n, REWARD, random.bits(60), random.bits(128)]);
        const isSuccess = random.pick([true, true, false]);

        const key = `${caller.address} ${currency}`;
        const mean = nextMean(means.get(key) ?? 0n, reward);
        const reputation = afterOutcome(reputations.get(operator) ?? { r: 0n, s: 0n }, isSuccess, reward, mean);
        means.set(key, mean);
        reputations.set(operator, reputation);

        await expect(ledger.connect(caller).record(operator, CONTROLLER, client, currency, reward, isSuccess))
          .to.emit(ledger, "OutcomeRecorded")
          .withArgs(operator, caller.address, isSuccess, anyValue, weightOf(reward, mean));
        expect([...(await ledger.evidenceOf(operator))]).to.deep.equal([reputation.r, reputation.s]);
        expect(await ledger.scoreOf(operator)).to.equal(scorePpm(reputation));
        expect(await ledger.meanRewardOf(caller, currency)).to.equal(mean);
      }
    });
  });
});
