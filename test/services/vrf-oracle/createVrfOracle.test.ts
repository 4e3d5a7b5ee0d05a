import { expect } from "chai";
import { network } from "hardhat";

import { createVrfOracle, type CreateVrfOracleParameters } from "../../../services/vrf-oracle/createVrfOracle.ts";
import { VrfOracleConfirmationsError } from "../../../services/vrf-oracle/vrfOracleConfirmationsError.ts";
import { buildFulfillment } from "../../../sdk/vrf/buildFulfillment.ts";
import { expandVrfOutput } from "../../../sdk/vrf/expandVrfOutput.ts";
import { publicKeyOf } from "../../../sdk/vrf/publicKeyOf.ts";
import type { RandomnessRequest } from "../../../sdk/vrf/randomnessRequest.ts";
import type { RequestCommitment } from "../../../sdk/vrf/requestCommitment.ts";
import { vrfKeyHash } from "../../../sdk/vrf/vrfKeyHash.ts";
import { VrfKeyHashMismatchError } from "../../../sdk/vrf/vrfKeyHashMismatchError.ts";
import { vrfOutput } from "../../../sdk/vrf/vrfOutput.ts";
import type { VrfProof } from "../../../sdk/vrf/vrfProof.ts";
import { VrfSecretKeyOutOfRangeError } from "../../../sdk/vrf/vrfSecretKeyOutOfRangeError.ts";
import { alterVrfProof } from "../../helpers/alterVrfProof.ts";
import { deployVrfCoordinator } from "../../helpers/deployVrfCoordinator.ts";
import { failProvider } from "../../helpers/failProvider.ts";
import { recordLogger } from "../../helpers/recordLogger.ts";
import { toProofStruct } from "../../helpers/toProofStruct.ts";
import { vrfDefaults } from "../../helpers/vrfDefaults.ts";

const { ethers, networkHelpers, provider } = await network.create();
const { confirmations, blockhashWindow, secretKey, otherSecretKey, retryPause } = vrfDefaults;

async function unfunded() {
  const suite = await deployVrfCoordinator(ethers);
  return { ...suite, firstNonce: await ethers.provider.getTransactionCount(suite.oracleAccount) };
}

async function funded() {
  const suite = await unfunded();
  await suite.fund();
  return suite;
}

type Suite = Awaited<ReturnType<typeof unfunded>>;

/** An oracle over the suite that is driven by `tick`, on a clock the test moves. */
function oracleOf(suite: Suite, overrides: Partial<CreateVrfOracleParameters> = {}) {
  const { logger, records, of } = recordLogger();
  const clock = { time: 0 };
  const oracle = createVrfOracle({
    provider: ethers.provider,
    signer: suite.oracleAccount,
    coordinatorAddress: suite.coordinatorAddress,
    secretKey,
    confirmations,
    logger,
    now: () => clock.time,
    ...overrides,
  });
  return { oracle, records, of, clock };
}

/** Transactions the oracle's account has sent, mined or not, failed or not. */
async function answersSent({ oracleAccount, firstNonce }: Suite): Promise<number> {
  return (await ethers.provider.getTransactionCount(oracleAccount, "pending")) - firstNonce;
}

async function buildAnswer(request: RandomnessRequest) {
  const block = await ethers.provider.getBlock(request.blockNumber);
  return buildFulfillment({ request, blockHash: block!.hash!, secretKey });
}

describe("createVrfOracle", () => {
  afterEach(() => provider.request({ method: "evm_setAutomine", params: [true] }));

  describe("given a funded subscription", () => {
    let suite: Suite;

    beforeEach(async () => {
      suite = await networkHelpers.loadFixture(funded);
    });

    it("answers a request with the words that its proof gives", async () => {
      const { oracle, of } = oracleOf(suite);
      const request = await suite.request();
      await networkHelpers.mine(confirmations);
      const { proof } = await buildAnswer(request);

      await oracle.tick();
      await oracle.tick();

      const words = await suite.consumer.getFunction("wordsOf")(request.requestId);
      expect(words).to.deep.equal(expandVrfOutput(vrfOutput(proof.gamma), vrfDefaults.numWords));
      expect(of("requestAnswered")).to.have.lengthOf(1);
      expect(of("requestAnswered")[0]).to.include({ requestId: request.requestId.toString(), success: true });
      expect(oracle.health()).to.include({ answered: 1, outstanding: 0, skipped: 0, failuresInRow: 0 });
    });

    it("waits its own confirmations where they exceed the request's", async () => {
      const { oracle } = oracleOf(suite, { confirmations: confirmations + 2 });
      await expectFirstAnswerAfter(oracle, await suite.request(), confirmations + 2);
    });

    it("waits the request's confirmations where they exceed its own", async () => {
      const { oracle } = oracleOf(suite);
      const request = await suite.request({ requestConfirmations: confirmations + 2 });
      await expectFirstAnswerAfter(oracle, request, confirmations + 2);
    });

    async function expectFirstAnswerAfter(
      oracle: ReturnType<typeof createVrfOracle>,
      request: RandomnessRequest,
      blocks: number,
    ) {
      for (let age = 0; age < blocks; age++) {
        expect(await ethers.provider.getBlockNumber()).to.equal(request.blockNumber + age);
        await oracle.tick();
        expect(await answersSent(suite), `at age ${age}`).to.equal(0);
        await networkHelpers.mine();
      }

      await oracle.tick();

      expect(await answersSent(suite)).to.equal(1);
      const [answer] = await suite.coordinator.queryFilter(suite.coordinator.filters.RandomWordsFulfilled());
      expect(answer!.blockNumber).to.equal(request.blockNumber + blocks + 1);
    }

    it("answers several requests of one block, each once", async () => {
      const { oracle } = oracleOf(suite);
      const requests = [await suite.request(), await suite.request(), await suite.request()];
      await networkHelpers.mine(confirmations);

      for (let round = 0; round < 3; round++) await oracle.tick();

      for (const { requestId } of requests) {
        expect(await suite.consumer.getFunction("timesAnswered")(requestId)).to.equal(1);
      }
      expect(await answersSent(suite)).to.equal(requests.length);
      expect(oracle.health()).to.include({ answered: requests.length, outstanding: 0 });
    });

    it("sends nothing again when ticks overlap", async () => {
      const { oracle } = oracleOf(suite);
      await suite.request();
      await networkHelpers.mine(confirmations);

      await Promise.all([oracle.tick(), oracle.tick(), oracle.tick()]);

      expect(await answersSent(suite)).to.equal(1);
    });

    it("answers after a restart what was asked before it, once", async () => {
      const before = oracleOf(suite);
      const request = await suite.request();
      await before.oracle.tick();
      await before.oracle.stop();
      await networkHelpers.mine(confirmations);
      const after = oracleOf(suite);

      for (let round = 0; round < 3; round++) await after.oracle.tick();

      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
      expect(await answersSent(suite)).to.equal(1);
    });

    it("sends nothing after a restart for what was answered before it", async () => {
      const before = oracleOf(suite);
      await suite.request();
      await networkHelpers.mine(confirmations);
      await before.oracle.tick();
      const after = oracleOf(suite);

      await after.oracle.tick();

      expect(await answersSent(suite)).to.equal(1);
      expect(after.of("requestSeen")).to.have.lengthOf(0);
    });

    it("sends no second answer when it restarts between sending and mining", async () => {
      const request = await suite.request();
      await networkHelpers.mine(confirmations);
      await provider.request({ method: "evm_setAutomine", params: [false] });
      await oracleOf(suite).oracle.tick();
      const after = oracleOf(suite);

      await after.oracle.tick();
      expect(await answersSent(suite)).to.equal(1);
      expect(after.of("requestNotOpen")).to.have.lengthOf(1);

      await networkHelpers.mine();
      await after.oracle.tick();
      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
      expect(after.oracle.health()).to.include({ answered: 1, outstanding: 0 });
    });

    it("sends a lost answer again, once no node knows it", async () => {
      const { oracle, of } = oracleOf(suite);
      const request = await suite.request();
      await networkHelpers.mine(confirmations);
      await provider.request({ method: "evm_setAutomine", params: [false] });
      await oracle.tick();
      const { transactionHash } = of("answerSent")[0]!;
      await provider.request({ method: "hardhat_dropTransaction", params: [transactionHash] });
      await provider.request({ method: "evm_setAutomine", params: [true] });

      await oracle.tick();
      expect(of("answerSent")).to.have.lengthOf(1);

      await networkHelpers.mine(16);
      await oracle.tick();
      await oracle.tick();
      expect(of("answerLost")).to.have.lengthOf(1);
      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
    });

    it("leaves a request for another key alone", async () => {
      const { oracle } = oracleOf(suite);
      const request = await suite.request({ keyHash: vrfKeyHash(publicKeyOf(otherSecretKey)) });
      await networkHelpers.mine(confirmations);

      await oracle.tick();

      expect(await answersSent(suite)).to.equal(0);
      expect(oracle.health()).to.include({ outstanding: 0, answered: 0, skipped: 0 });
      expect(await suite.coordinator.s_requestCommitments(request.requestId)).not.to.equal(ethers.ZeroHash);
    });

    it("answers in the last block that knows the request's block hash", async () => {
      const { oracle } = oracleOf(suite);
      const request = await suite.request();
      await networkHelpers.mine(blockhashWindow - 1);

      await oracle.tick();

      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
    });

    it("skips a request one block later, and says why", async () => {
      const { oracle, of } = oracleOf(suite);
      const request = await suite.request();
      await networkHelpers.mine(blockhashWindow);

      await oracle.tick();

      expect(await answersSent(suite)).to.equal(0);
      const { requestId, blockNumber } = request;
      const [record] = of("requestSkipped");
      expect(record).to.include({ level: "warn", requestId: requestId.toString(), blockNumber });
      expect(record!.message).to.contain("256 blocks old");
      expect(oracle.health()).to.include({ skipped: 1, outstanding: 0 });
    });

    it("finds and skips requests from before the window when told where to begin", async () => {
      const request = await suite.request();
      await networkHelpers.mine(3 * blockhashWindow);
      const wide = oracleOf(suite, { fromBlock: 0 });
      const narrow = oracleOf(suite);

      await wide.oracle.tick();
      await narrow.oracle.tick();

      expect(wide.of("requestSkipped")[0]).to.include({ requestId: request.requestId.toString() });
      expect(narrow.oracle.health()).to.include({ skipped: 0, outstanding: 0 });
    });

    it("warns when the consumer's callback failed", async () => {
      const { oracle, of } = oracleOf(suite);
      await suite.consumer.getFunction("setRefusing")(true);
      await suite.request();
      await networkHelpers.mine(confirmations);

      await oracle.tick();
      await oracle.tick();

      expect(of("requestAnswered")[0]).to.include({ level: "warn", success: false });
      expect(await answersSent(suite)).to.equal(1);
    });

    it("answers a request that a reorganisation moved to another block", async () => {
      const { oracle } = oracleOf(suite);
      const snapshot = await networkHelpers.takeSnapshot();
      const original = await suite.request();
      await networkHelpers.mine(confirmations - 1);
      await oracle.tick();
      await snapshot.restore();
      await networkHelpers.mine(2);
      const moved = await suite.request();
      expect(moved.requestId).to.equal(original.requestId);
      expect(moved.blockNumber).to.equal(original.blockNumber + 2);
      await networkHelpers.mine(confirmations);

      await oracle.tick();

      expect(await suite.consumer.getFunction("timesAnswered")(moved.requestId)).to.equal(1);
    });

    for (const method of ["getBlockNumber", "getLogs", "getCode"] as const) {
      it(`survives a node that fails ${method}, and answers when it is back`, async () => {
        const { oracle, of } = oracleOf(suite, { provider: failProvider(ethers.provider, method, 2) });
        const request = await suite.request();
        await networkHelpers.mine(confirmations);

        await oracle.tick();
        await oracle.tick();
        expect(oracle.health().failuresInRow).to.equal(2);
        expect(of("chainUnavailable")[1]).to.include({ level: "error", reason: "ECONNREFUSED: connect ECONNREFUSED" });

        await oracle.tick();
        expect(oracle.health().failuresInRow).to.equal(0);
        expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
      });
    }

    it("tries again after a pause when the node fails while it answers", async () => {
      const { oracle, of, clock } = oracleOf(suite, { provider: failProvider(ethers.provider, "getFeeData", 1) });
      const request = await suite.request();
      await networkHelpers.mine(confirmations);

      await oracle.tick();
      await oracle.tick();
      expect(of("answerFailed")).to.have.lengthOf(1);
      expect(await answersSent(suite)).to.equal(0);

      clock.time += retryPause;
      await oracle.tick();
      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
    });

    it("says that it is ready, goes on by itself, and stops", async () => {
      const { oracle, of } = oracleOf(suite);
      const { coordinatorAddress, keyHash } = suite;

      await oracle.start();
      expect(oracle.health()).to.include({ isRunning: true, isReady: true });
      expect(of("ready")).to.have.lengthOf(1);
      expect(of("ready")[0]).to.include({ coordinatorAddress, keyHash, confirmations });

      await oracle.stop();
      expect(oracle.health().isRunning).to.equal(false);
    });

    it("stops when its signal aborts, even before it is ready", async () => {
      const controller = new AbortController();
      const { oracle } = oracleOf(suite, {
        provider: failProvider(ethers.provider, "getCode", Infinity),
        signal: controller.signal,
      });

      const started = oracle.start();
      controller.abort();
      await started;

      expect(oracle.health()).to.include({ isRunning: false, isReady: false });
    });

    it("never logs its key", async () => {
      const { oracle, records } = oracleOf(suite);
      await suite.request();
      await networkHelpers.mine(confirmations);

      await oracle.tick();
      await oracle.tick();

      const log = JSON.stringify(records);
      expect(log).to.contain("requestAnswered");
      expect(log).not.to.contain(secretKey.toString(16)).and.not.to.contain(secretKey.toString());
    });
  });

  describe("given an underfunded subscription", () => {
    it("says why it waits, pauses, and answers once after the top-up", async () => {
      const suite = await networkHelpers.loadFixture(unfunded);
      const { oracle, of, clock } = oracleOf(suite);
      const request = await suite.request();
      await networkHelpers.mine(confirmations);

      await oracle.tick();
      expect(of("subscriptionUnderfunded")).to.have.lengthOf(1);
      expect(of("subscriptionUnderfunded")[0]).to.include({
        level: "warn",
        reason: "InsufficientBalance",
        subId: suite.subId.toString(),
        nativeBalance: "0",
      });

      await oracle.tick();
      expect(of("subscriptionUnderfunded"), "within the pause").to.have.lengthOf(1);

      clock.time += retryPause;
      await oracle.tick();
      expect(of("subscriptionUnderfunded"), "after the pause").to.have.lengthOf(2);
      expect(await answersSent(suite), "no gas is spent on a refusal").to.equal(0);

      await suite.fund();
      clock.time += retryPause;
      await oracle.tick();
      await oracle.tick();
      expect(await suite.consumer.getFunction("timesAnswered")(request.requestId)).to.equal(1);
      expect(await answersSent(suite)).to.equal(1);
      expect(oracle.health()).to.include({ answered: 1, outstanding: 0 });
    });
  });

  describe("given a wrong set-up", () => {
    it("warns that its key is not registered, and touches nothing", async () => {
      const suite = await networkHelpers.loadFixture(funded);
      const { oracle, of } = oracleOf(suite, { secretKey: otherSecretKey });
      await suite.request();
      await networkHelpers.mine(confirmations);

      await oracle.tick();

      expect(of("keyNotRegistered")[0]).to.include({ keyHash: vrfKeyHash(publicKeyOf(otherSecretKey)) });
      expect(await answersSent(suite)).to.equal(0);
    });

    it("is not ready while no contract stands at the coordinator's address", async () => {
      const suite = await networkHelpers.loadFixture(funded);
      const coordinatorAddress = ethers.getAddress(`0x${"c0".repeat(20)}`);
      const { oracle, of } = oracleOf(suite, { coordinatorAddress });

      await oracle.tick();

      expect(oracle.health().isReady).to.equal(false);
      expect(of("chainUnavailable")[0]!.reason).to.match(/^VRF_COORDINATOR_MISSING: .*0xC0/i);
    });

    for (const count of [0, 201, 1.5]) {
      it(`throws VrfOracleConfirmationsError for ${count} confirmations`, async () => {
        const suite = await networkHelpers.loadFixture(funded);

        expect(() => oracleOf(suite, { confirmations: count }))
          .to.throw(VrfOracleConfirmationsError)
          .that.includes({ code: "VRF_ORACLE_CONFIRMATIONS", confirmations: count });
      });
    }

    it("throws VrfSecretKeyOutOfRangeError for the key zero", async () => {
      const suite = await networkHelpers.loadFixture(funded);

      expect(() => oracleOf(suite, { secretKey: 0n }))
        .to.throw(VrfSecretKeyOutOfRangeError)
        .that.includes({ fault: "notPositive" });
    });
  });
});

describe("buildFulfillment", () => {
  let suite: Suite;
  let request: RandomnessRequest;
  let answer: Awaited<ReturnType<typeof buildAnswer>>;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(funded);
    request = await suite.request();
    await networkHelpers.mine(confirmations);
    answer = await buildAnswer(request);
  });

  function submit(proof: VrfProof, commitment: RequestCommitment) {
    return suite.coordinator.fulfillRandomWords(toProofStruct(proof), commitment, false);
  }

  it("builds what the coordinator accepts, once", async () => {
    const { proof, commitment } = answer;
    await expect(submit(proof, commitment)).to.emit(suite.coordinator, "RandomWordsFulfilled");
    await expect(submit(proof, commitment)).to.be.revertedWithCustomError(suite.coordinator, "NoCorrespondingRequest");
  });

  it("throws VrfKeyHashMismatchError for a request to another key", () => {
    const requested = vrfKeyHash(publicKeyOf(otherSecretKey));
    const foreign = { ...request, keyHash: requested };

    expect(() => buildFulfillment({ request: foreign, blockHash: ethers.ZeroHash, secretKey }))
      .to.throw(VrfKeyHashMismatchError)
      .that.includes({ code: "VRF_KEY_HASH_MISMATCH", requested, held: suite.keyHash });
  });

  it("is refused with NoSuchProvingKey when pk is altered", async () => {
    const altered = alterVrfProof(answer.proof, "pk");
    await expect(submit(altered, answer.commitment))
      .to.be.revertedWithCustomError(suite.coordinator, "NoSuchProvingKey")
      .withArgs(vrfKeyHash(altered.pk));
  });

  it("is refused with NoCorrespondingRequest when seed is altered", async () => {
    await expect(submit(alterVrfProof(answer.proof, "seed"), answer.commitment)) //
      .to.be.revertedWithCustomError(suite.coordinator, "NoCorrespondingRequest");
  });

  for (const [field, refusal] of [
    ["gamma", "gamma is not on curve"],
    ["c", "addr(c*pk+s*g)!=_uWitness"],
    ["s", "addr(c*pk+s*g)!=_uWitness"],
    ["uWitness", "addr(c*pk+s*g)!=_uWitness"],
    ["cGammaWitness", "cGammaWitness is not on curve"],
    ["sHashWitness", "sHashWitness is not on curve"],
    ["zInv", "invZ must be inverse of z"],
  ] as const) {
    it(`is refused by VRF.sol when ${field} is altered`, async () => {
      await expect(submit(alterVrfProof(answer.proof, field), answer.commitment)).to.be.revertedWith(refusal);
    });
  }

  for (const [field, alter] of Object.entries({
    blockNum: (c) => ({ ...c, blockNum: c.blockNum + 1n }),
    subId: (c) => ({ ...c, subId: c.subId + 1n }),
    callbackGasLimit: (c) => ({ ...c, callbackGasLimit: c.callbackGasLimit + 1n }),
    numWords: (c) => ({ ...c, numWords: c.numWords + 1n }),
    sender: (c) => ({ ...c, sender: suite.owner.address }),
    extraArgs: (c) => ({ ...c, extraArgs: `${c.extraArgs.slice(0, -1)}0` }),
  } satisfies Record<keyof RequestCommitment, (c: RequestCommitment) => RequestCommitment>)) {
    it(`is refused with IncorrectCommitment when ${field} is altered`, async () => {
      await expect(submit(answer.proof, alter(answer.commitment))) //
        .to.be.revertedWithCustomError(suite.coordinator, "IncorrectCommitment");
    });
  }
});
