import { expect } from "chai";
import { network } from "hardhat";

import {
  afterOutcome,
  nextMean,
  type Reputation,
  ReputationOutOfRangeError,
  scorePpm,
  weightOf,
} from "../../sdk/reputation/betaReputation.ts";
import { createRandom } from "../helpers/random.ts";

const { ethers } = await network.create();

const HISTORIES = 40;
const OUTCOMES = 100;
const MAX_UINT128 = 2n ** 128n - 1n;

describe("BetaReputation", () => {
  const deploy = () => ethers.deployContract("BetaReputationHarness");

  it(`follows Solidity through ${HISTORIES} histories of ${OUTCOMES} outcomes`, async () => {
    const harness = await deploy();
    const random = createRandom("histories");
    for (let i = 0; i < HISTORIES; i++) {
      const start = random.pick<Reputation>([
        { r: 0n, s: 0n },
        { r: random.between(0n, 50n * 10n ** 18n), s: random.between(0n, 50n * 10n ** 18n) },
        { r: random.bits(128), s: random.bits(128) },
      ]);
      const size = () => random.bits(random.pick([0, 8, 64, 80, 128]));
      const outcomes = Array.from({ length: OUTCOMES }, () => ({
        isSuccess: random.pick([true, true, false]),
        reward: size(),
        averageReward: size(),
      }));
      const [states, scores] = await harness.getFunction("histories")(start, outcomes);

      let current = start;
      for (const [j, { isSuccess, reward, averageReward }] of outcomes.entries()) {
        current = afterOutcome(current, isSuccess, reward, averageReward);
        expect([current.r, current.s]).to.deep.equal([...states[j]]);
        expect(scorePpm(current)).to.equal(scores[j]);
      }
    }
  });

  it("weighs 3000 rewards as Solidity does", async () => {
    const harness = await deploy();
    const random = createRandom("weights");
    const size = () => random.pick([0n, 1n, MAX_UINT128, random.bits(8), random.bits(64), random.bits(128)]);
    const rewards = Array.from({ length: 3_000 }, size);
    const means = Array.from({ length: 3_000 }, size);
    const weights = [...(await harness.getFunction("weightsOf")(rewards, means))];
    expect(rewards.map((reward, i) => weightOf(reward, means[i]!))).to.deep.equal(weights);
  });

  it("carries the running mean through 4000 rewards as Solidity does", async () => {
    const harness = await deploy();
    const random = createRandom("means");
    for (let i = 0; i < 8; i++) {
      const start = random.pick([0n, 1n, 10n ** 18n, MAX_UINT128]);
      const rewards = Array.from({ length: 500 }, () => random.bits(random.pick([0, 4, 60, 64, 128])));
      const path = [...(await harness.getFunction("means")(start, rewards))];

      let mean = start;
      expect(rewards.map((reward) => (mean = nextMean(mean, reward)))).to.deep.equal(path);
    }
  });

  it("starts neutral", () => {
    expect(scorePpm({ r: 0n, s: 0n })).to.equal(509_803n);
  });

  it("refuses numbers that the contract could not be given", () => {
    expect(() => weightOf(MAX_UINT128 + 1n, 0n)).to.throw(ReputationOutOfRangeError);
    expect(() => nextMean(-1n, 0n)).to.throw(ReputationOutOfRangeError);
    expect(() => scorePpm({ r: -1n, s: 0n })).to.throw(ReputationOutOfRangeError);
    expect(() => afterOutcome({ r: 0n, s: 0n }, true, -1n, 0n)).to.throw(ReputationOutOfRangeError);
  });
});
