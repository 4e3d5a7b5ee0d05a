import { expect } from "chai";
import { id as hashText, MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import type { InferenceTerms } from "../../../sdk/inference/inferenceOrder.ts";
import { InferenceMarket__factory } from "../../../typechain-types/index.ts";
import {
  createTask,
  deployInference,
  inferenceDefaults,
  type InferenceSuite,
  inferenceTerms,
  statusOf,
} from "../../helpers/inferenceMarket.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { fee } = inferenceDefaults;
const GUID = hashText("a task");

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection);
}

/** Tries to create a task of the application that differs from a sound one. */
function tryToCreate(suite: InferenceSuite, changes: Partial<InferenceTerms>, value = 0n) {
  const terms = inferenceTerms(suite, 1n, GUID, changes);
  return suite.market.connect(suite.application).createTask(terms as never, suite.keys as never, { value });
}

describe("InferenceMarket: createTask", () => {
  let suite: InferenceSuite;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
  });

  it("holds the fee from credit, and pays the beacon for two rounds", async () => {
    const { escrow, market, beacon, application, native } = suite;
    const [credit, earned] = [await escrow.creditOf(application, native), await escrow.creditOf(beacon, native)];
    const entries = 2n * (await beacon.entryFee());

    const task = await createTask(suite);

    expect(await statusOf(suite, task)).to.equal("Queued");
    expect(await escrow.heldBy(market, native)).to.equal(fee);
    expect(await escrow.creditOf(application, native)).to.equal(credit - fee - entries);
    expect(await escrow.creditOf(beacon, native)).to.equal(earned + entries);
  });

  it("takes the fee by value as well", async () => {
    const { escrow, market, beacon, application, native } = suite;
    const credit = await escrow.creditOf(application, native);
    await tryToCreate(suite, {}, fee + 2n * (await beacon.entryFee()));
    expect(await escrow.heldBy(market, native)).to.equal(fee);
    expect(await escrow.creditOf(application, native)).to.equal(credit);
  });

  it("reverts when the attached coin is not what the task costs", async () => {
    const needed = fee + 2n * (await suite.beacon.entryFee());
    await expect(tryToCreate(suite, {}, needed - 1n))
      .to.be.revertedWithCustomError(suite.market, "InferenceWrongValue")
      .withArgs(needed - 1n, needed);
  });

  it("reverts when no fee is paid", async () => {
    await expect(tryToCreate(suite, { fee: 0n }))
      .to.be.revertedWithCustomError(suite.market, "InferenceNoFee")
      .withArgs();
  });

  it("reverts when the size is zero", async () => {
    await expect(tryToCreate(suite, { size: 0n }))
      .to.be.revertedWithCustomError(suite.market, "InferenceZeroSize")
      .withArgs();
  });

  it("reverts when the type is unknown", async () => {
    await expect(tryToCreate(suite, { taskType: 3n }))
      .to.be.revertedWithCustomError(suite.market, "InferenceUnknownType")
      .withArgs(3n);
  });

  it("reverts when too many models are named", async () => {
    await expect(tryToCreate(suite, { models: Array<string>(9).fill(ZeroHash) }))
      .to.be.revertedWithCustomError(suite.market, "InferenceTooManyModels")
      .withArgs(9n, 8n);
  });

  it("reverts when nobody's word is accepted, or too many's", async () => {
    for (const count of [0, 9]) {
      await expect(tryToCreate(suite, { publishers: Array<string>(count).fill(ZeroAddress) }))
        .to.be.revertedWithCustomError(suite.market, "InferenceBadPublishers")
        .withArgs(BigInt(count), 8n);
    }
  });

  it("reverts when the time to run it is outside its bounds", async () => {
    const { minExecution, maxExecution } = inferenceDefaults.periods;
    for (const blocks of [minExecution - 1, maxExecution + 1]) {
      await expect(tryToCreate(suite, { executionBlocks: BigInt(blocks) }))
        .to.be.revertedWithCustomError(suite.market, "InferenceBadExecutionBlocks")
        .withArgs(BigInt(blocks), BigInt(minExecution), BigInt(maxExecution));
    }
  });

  it("reverts when the required card is unknown, or has too little memory", async () => {
    await expect(tryToCreate(suite, { requiredGpu: 3n }))
      .to.be.revertedWithCustomError(suite.market, "InferenceUnknownGpu")
      .withArgs(2n);
    await expect(tryToCreate(suite, { requiredGpu: 1n, minimumVram: 13n }))
      .to.be.revertedWithCustomError(suite.market, "InferenceImpossibleGpu")
      .withArgs(1n, 13n);
  });

  it("reverts when the currency has no rate, and bonds by the rate where it has one", async () => {
    const { market, application } = suite;
    const currency = ethers.getAddress(`0x${"11".repeat(20)}`);
    await expect(tryToCreate(suite, { currency }))
      .to.be.revertedWithCustomError(market, "InferenceUnknownCurrency")
      .withArgs(currency);
    const rate = MaxUint256 / 2n ** 100n;
    await expect(market.setFeeRate(currency, rate)).to.emit(market, "FeeRateSet").withArgs(currency, 0n, rate);
    const bonded = (fee * rate + 10n ** 18n - 1n) / 10n ** 18n;
    await expect(tryToCreate(suite, { currency }))
      .to.be.revertedWithCustomError(market, "InferenceFeeTooHigh")
      .withArgs(bonded, 2n ** 88n - 1n);
    await expect(market.connect(application).setFeeRate(currency, 1n))
      .to.be.revertedWithCustomError(market, "AccessManagedUnauthorized")
      .withArgs(application);
  });

  it("reverts when the nonce was used, or a higher one", async () => {
    await createTask(suite);
    const terms = inferenceTerms(suite, 1n, hashText("another"));
    await expect(suite.market.connect(suite.application).createTask(terms as never, suite.keys as never))
      .to.be.revertedWithCustomError(suite.market, "InferenceNonceUsed")
      .withArgs(suite.application, 1n, 1n);
  });

  it("reverts when the commitment was used by this creator, and not when by another (V1)", async () => {
    const { market, application, keys, stranger, escrow, native } = suite;
    await tryToCreate(suite, {});
    const terms = inferenceTerms(suite, 1n, GUID);
    await expect(market.connect(application).createTask({ ...terms, nonce: 2n } as never, keys as never))
      .to.be.revertedWithCustomError(market, "InferenceCommitmentUsed")
      .withArgs(application, terms.taskIdCommitment);
    // A stranger's copy is a task of its own, and touches nothing of the first.
    await market.connect(stranger).registerApplication(keys as never, await eighth(suite));
    const cost = 1n + 2n * (await suite.beacon.entryFee());
    await market.connect(stranger).createTask({ ...terms, fee: 1n } as never, keys as never, { value: cost });
    const { creator } = await market.taskOf(await market.taskIdOf(application, terms.taskIdCommitment));
    expect(creator).to.equal(application);
    expect(await escrow.heldBy(market, native)).to.equal(fee + 1n);
  });

  it("reverts when the keys are not those that the application registered", async () => {
    const { market, application, stranger, keys } = suite;
    const terms = inferenceTerms(suite, 1n, GUID);
    await expect(market.connect(stranger).createTask(terms as never, keys as never))
      .to.be.revertedWithCustomError(market, "InferenceUnknownKeys")
      .withArgs(stranger);
    const others = { ...keys, vrfKey: [1n, 2n] };
    await expect(market.connect(application).createTask(terms as never, others as never))
      .to.be.revertedWithCustomError(market, "InferenceUnknownKeys")
      .withArgs(application);
  });

  it("reverts while the market is paused", async () => {
    await suite.market.setPaused(true);
    await expect(tryToCreate(suite, {})).to.be.revertedWithCustomError(suite.market, "EnforcedPause").withArgs();
    await suite.market.setPaused(false);
    await expect(tryToCreate(suite, {})).to.emit(suite.market, "TaskCreated");
  });

  describe("registerApplication", () => {
    it("refuses keys that are no keys", async () => {
      const { market, keys } = suite;
      const [x, y] = keys.vrfKey;
      await expect(market.registerApplication({ ...keys, vrfKey: [x, y + 1n] } as never, await eighth(suite)))
        .to.be.revertedWithCustomError(market, "InferenceBadKey")
        .withArgs(x, y + 1n);
      // The neutral point, its own eighth, and a point that is eight times another.
      for (const encryptionKey of [
        [0n, 1n],
        [keys.encryptionKey[1], keys.encryptionKey[0]],
      ]) {
        await expect(market.registerApplication({ ...keys, encryptionKey } as never, [0n, 1n]))
          .to.be.revertedWithCustomError(market, "InferenceBadKey")
          .withArgs(...encryptionKey);
      }
    });
  });

  describe("deployment", () => {
    it("refuses settings that contradict each other", async () => {
      const market = InferenceMarket__factory.createInterface();
      await expect(deployInference(connection, { sampling: { samplingModulus: 1 } }))
        .to.be.revertedWithCustomError({ interface: market } as never, "InferenceBadSettings")
        .withArgs();
      await expect(deployInference(connection, { periods: { siblings: 400 } }))
        .to.be.revertedWithCustomError({ interface: market } as never, "InferenceBadSettings")
        .withArgs();
    });
  });
});

/** The point of which the application's encryption key is eight times. */
async function eighth({ market, application }: InferenceSuite): Promise<[bigint, bigint]> {
  const [event] = await market.queryFilter(market.filters.ApplicationRegistered(application));
  const { data } = (await event!.getTransaction())!;
  const [, point] = market.interface.decodeFunctionData("registerApplication", data);
  return [point[0], point[1]];
}
