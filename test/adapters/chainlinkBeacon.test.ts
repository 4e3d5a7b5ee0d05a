import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { AbiCoder, type Addressable, type Contract, keccak256 } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { SELECTION } from "../../sdk/dispatch/selectionSeed.ts";
import { buildFulfillment } from "../../sdk/vrf/buildFulfillment.ts";
import { decodeRandomnessRequest } from "../../sdk/vrf/decodeRandomnessRequest.ts";
import { expandVrfOutput } from "../../sdk/vrf/expandVrfOutput.ts";
import { vrfOutput } from "../../sdk/vrf/vrfOutput.ts";
import { BlockhashStore__factory, ChainlinkBeacon__factory } from "../../typechain-types/index.ts";
import type { VRF } from "../../typechain-types/@chainlink/contracts/src/v0.8/vrf/dev/VRFCoordinatorV2_5.ts";
import { defaults } from "../helpers/defaults.ts";
import { buildRequest, deployActor, submit, taskOf } from "../helpers/dispatch.ts";
import { answerRound, deployTestSuite, type TestSuite } from "../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, mine, time } = networkHelpers;

const { roundTimeout, entryFee, minBlocksBetweenRequests } = suiteDefaults.beacon;
const MIN_ROUND_TIMEOUT = 257n;
const FIRST = 1n;
const GAS = 1_000_000n;
/** Gas prices in wei: within a block, the fast transaction comes first. */
const FAST = 10n ** 11n;
const SLOW = 10n ** 10n;

/** The suite, nobody waiting: round 1 is open. */
const deployIdle = () => deployTestSuite(connection);

/** One task waits in round 1. */
async function deployJoined() {
  const suite = await deployIdle();
  return { suite, task: await submit(suite, buildRequest(suite, { timeoutBlocks: 2 * roundTimeout })) };
}

/** Round 1 is closed and asked for; its proof is ready, but not sent. */
async function deployRequested() {
  const fixture = await deployJoined();
  const { beacon, coordinator } = fixture.suite;
  await beacon.request();
  const [log] = await coordinator.queryFilter(coordinator.filters.RandomWordsRequested());
  const request = decodeRandomnessRequest(log!);
  const { vrfSecretKey: secretKey } = defaults;
  const { proof, commitment } = buildFulfillment({ request, blockHash: log!.blockHash, secretKey });
  const deliver = (overrides = {}) =>
    coordinator.fulfillRandomWords(proof as unknown as VRF.ProofStruct, commitment, false, overrides);
  const [proven] = expandVrfOutput(vrfOutput(proof.gamma), 1) as [bigint];
  return { ...fixture, request, requestedAt: log!.blockNumber, proven, deliver };
}

/** The same, and the request's block hash is kept, so that the proof can land however late. */
async function deployKept() {
  const fixture = await deployRequested();
  const { coordinator, governor } = fixture.suite;
  await BlockhashStore__factory.connect(await coordinator.BLOCKHASH_STORE(), governor).store(fixture.requestedAt);
  return fixture;
}

/** A deployment of the beacon alone, with `changes` to the suite's settings. */
async function deployBeacon(suite: TestSuite, changes: Partial<Settings> = {}) {
  const { authority, registry, escrow } = suite.deployment.addresses;
  const settings = { ...suiteDefaults.beacon, keyHash: await suite.beacon.keyHash(), ...changes };
  return new ChainlinkBeacon__factory(suite.governor).deploy(authority, suite.coordinator, registry, escrow, settings);
}

type Settings = { keyHash: string; roundTimeout: number; entryFee: bigint };

/** Mines until the next block is `block`. */
const mineBefore = async (block: number | bigint) => mine(BigInt(block) - 1n - BigInt(await time.latestBlock()));

/** Runs the action without mining, then mines one block with all that was sent. */
async function inOneBlock(action: () => Promise<void>): Promise<void> {
  await ethers.provider.send("evm_setAutomine", [false]);
  await action();
  await mine();
  await ethers.provider.send("evm_setAutomine", [true]);
}

/** A signer for an account whose key nobody has. */
async function impersonate(account: string) {
  await networkHelpers.impersonateAccount(account);
  await networkHelpers.setBalance(account, defaults.credit);
  return ethers.getSigner(account);
}

type Call = readonly [target: Addressable, data: string];

/** A contract with credit that makes any calls in one transaction, the submission of a task among them. */
async function deployGambler(suite: TestSuite) {
  const { escrow, dispatcher, native } = suite;
  const account = (await ethers.deployContract("AccountMock")) as unknown as Contract;
  const actor = await account.getAddress();
  const request = buildRequest(suite, { terms: { actor } });
  await escrow.deposit(native, actor, defaults.credit, { value: defaults.credit });
  await account.act!(
    escrow,
    escrow.interface.encodeFunctionData("approveMarket", [await dispatcher.getAddress(), true]),
  );
  const submission: Call = [dispatcher, dispatcher.interface.encodeFunctionData("submitTask", [request])];
  const actAll = (calls: readonly Call[]) =>
    account.actAll!(
      calls.map(([target]) => target),
      calls.map(([, data]) => data),
    );
  return { account, submission, id: taskOf(suite, request).id, actAll };
}

const roundOfTask = async ({ lens }: TestSuite, id: string) => (await lens.taskOf(id)).round;

describe("ChainlinkBeacon", () => {
  describe("constructor", () => {
    it("owns its subscription and is its only consumer", async () => {
      const { beacon, coordinator } = await loadFixture(deployIdle);
      const { subOwner, consumers } = await coordinator.getSubscription(await beacon.subscriptionId());
      expect(subOwner).to.equal(await beacon.getAddress());
      expect([...consumers]).to.deep.equal([await beacon.getAddress()]);
    });

    it("opens the first round", async () => {
      const { beacon, coordinator } = await loadFixture(deployIdle);
      expect(await beacon.openRound()).to.equal(FIRST);
      expect(await beacon.entryFee()).to.equal(entryFee);
      expect(await beacon.coordinator()).to.equal(await coordinator.getAddress());
      expect([...(await beacon.pendingRequest())]).to.deep.equal([false, BigInt(minBlocksBetweenRequests)]);
    });

    it("reverts when the coordinator does not know the key", async () => {
      const suite = await loadFixture(deployIdle);
      const keyHash = ethers.id("unknown key");
      await expect(deployBeacon(suite, { keyHash }))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconUnknownKey")
        .withArgs(keyHash);
    });

    it("reverts when a round would be void while it can still be answered", async () => {
      const suite = await loadFixture(deployIdle);
      await expect(deployBeacon(suite, { roundTimeout: Number(MIN_ROUND_TIMEOUT) - 1 }))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconTimeoutTooShort")
        .withArgs(MIN_ROUND_TIMEOUT - 1n, MIN_ROUND_TIMEOUT);
    });

    it("accepts the shortest timeout", async () => {
      const beacon = await deployBeacon(await loadFixture(deployIdle), { roundTimeout: Number(MIN_ROUND_TIMEOUT) });
      expect(await beacon.roundTimeout()).to.equal(MIN_ROUND_TIMEOUT);
    });

    it("reverts when the entry fee exceeds its limit", async () => {
      const suite = await loadFixture(deployIdle);
      const limit = await suite.beacon.MAX_ENTRY_FEE();
      await expect(deployBeacon(suite, { entryFee: limit + 1n }))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconFeeTooHigh")
        .withArgs(limit + 1n, limit);
    });
  });

  describe("enter", () => {
    it("lets the first task of a round join it", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, dispatcher, actor } = suite;
      expect((await beacon.pendingRequest()).isJoined).to.equal(false);
      const request = buildRequest(suite);
      await dispatcher.connect(actor).submitTask(request);
      expect((await beacon.pendingRequest()).isJoined).to.equal(true);
      expect(await roundOfTask(suite, taskOf(suite, request).id)).to.equal(FIRST);
    });

    it("lets further tasks of a round join it", async () => {
      const { suite } = await loadFixture(deployJoined);
      const { beacon, dispatcher, actor } = suite;
      const request = buildRequest(suite);
      await dispatcher.connect(actor).submitTask(request);
      expect((await beacon.pendingRequest()).isJoined).to.equal(true);
      expect(await roundOfTask(suite, taskOf(suite, request).id)).to.equal(FIRST);
    });

    it("has the task's fee credited to the beacon", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, escrow, native } = suite;
      await submit(suite, buildRequest(suite));
      await submit(suite, buildRequest(suite));
      expect(await escrow.creditOf(beacon, native)).to.equal(2n * entryFee);
    });

    it("reverts when the caller is no market", async () => {
      const { beacon, stranger } = await loadFixture(deployIdle);
      await expect(beacon.connect(stranger).enter())
        .to.be.revertedWithCustomError(beacon, "BeaconNotMarket")
        .withArgs(stranger.address);
    });

    it("reverts when governance approves the market no longer", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, registry, dispatcher, actor } = suite;
      await registry.setMarket(dispatcher, false);
      await expect(dispatcher.connect(actor).submitTask(buildRequest(suite)))
        .to.be.revertedWithCustomError(beacon, "BeaconNotMarket")
        .withArgs(await dispatcher.getAddress());
    });
  });

  describe("request", () => {
    it("closes the round and asks the coordinator", async () => {
      const { suite } = await loadFixture(deployJoined);
      const { beacon, coordinator, stranger } = suite;
      const tx = beacon.connect(stranger).request();
      await expect(tx).to.emit(beacon, "RoundRequested").withArgs(FIRST, anyValue);
      await expect(tx).to.emit(coordinator, "RandomWordsRequested");
      const block = BigInt(await time.latestBlock());
      expect(await beacon.openRound()).to.equal(FIRST + 1n);
      expect([...(await beacon.roundOf(FIRST))]).to.deep.equal([block, 0n, 0n]);
      const pending = [...(await beacon.pendingRequest())];
      expect(pending).to.deep.equal([false, block + BigInt(minBlocksBetweenRequests)]);
    });

    it("serves every task that waits with one request", async () => {
      const { suite, task } = await loadFixture(deployJoined);
      const { beacon, coordinator, deployment } = suite;
      const others = [await submit(suite, buildRequest(suite)), await submit(suite, buildRequest(suite))];
      await answerRound(suite);
      expect(await coordinator.queryFilter(coordinator.filters.RandomWordsRequested())).to.have.length(1);
      const seedOf = ({ id }: { id: string }) => beacon.seedOf(FIRST, deployment.addresses.dispatcher, id, SELECTION);
      const seeds = (await Promise.all([task, ...others].map(seedOf))).map(({ seed }) => seed);
      expect(new Set(seeds).size).to.equal(3);
    });

    it("reverts when nobody waits", async () => {
      const { beacon } = await loadFixture(deployIdle);
      await expect(beacon.request()).to.be.revertedWithCustomError(beacon, "BeaconRoundEmpty").withArgs(FIRST);
    });

    it("reverts when a round is asked for twice", async () => {
      const { suite } = await loadFixture(deployRequested);
      const { beacon } = suite;
      await expect(beacon.request())
        .to.be.revertedWithCustomError(beacon, "BeaconRoundEmpty")
        .withArgs(FIRST + 1n);
    });

    it("reverts in the block of the last request", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, dispatcher } = suite;
      const { account, submission, actAll } = await deployGambler(suite);
      const closing: Call = [beacon, beacon.interface.encodeFunctionData("request")];
      const again = buildRequest(suite, { terms: { actor: await account.getAddress() } });
      const second: Call = [dispatcher, dispatcher.interface.encodeFunctionData("submitTask", [again])];
      const block = BigInt(await time.latestBlock()) + 1n;
      await expect(actAll([submission, closing, second, closing]))
        .to.be.revertedWithCustomError(beacon, "BeaconTooSoon")
        .withArgs(block, block + BigInt(minBlocksBetweenRequests));
    });

    it("takes the next request a block later", async () => {
      const { suite } = await loadFixture(deployRequested);
      const { beacon } = suite;
      await submit(suite, buildRequest(suite));
      await expect(beacon.request())
        .to.emit(beacon, "RoundRequested")
        .withArgs(FIRST + 1n, anyValue);
    });
  });

  describe("the round rule", () => {
    it("gives a task sent in the block of the request the next round", async () => {
      const { suite } = await loadFixture(deployJoined);
      const { beacon, dispatcher, actor, stranger } = suite;
      const late = buildRequest(suite);
      await inOneBlock(async () => {
        await beacon.connect(stranger).request({ gasLimit: GAS, gasPrice: FAST });
        await dispatcher.connect(actor).submitTask(late, { gasLimit: GAS, gasPrice: SLOW });
      });
      expect((await beacon.roundOf(FIRST)).requestedAt).to.equal(BigInt(await time.latestBlock()));
      expect(await roundOfTask(suite, taskOf(suite, late).id)).to.equal(FIRST + 1n);
    });

    it("gives a task sent in the transaction of the request the next round", async () => {
      const { suite } = await loadFixture(deployJoined);
      const { beacon } = suite;
      const { submission, id, actAll } = await deployGambler(suite);
      await actAll([[beacon, beacon.interface.encodeFunctionData("request")], submission]);
      expect((await beacon.roundOf(FIRST)).requestedAt).to.equal(BigInt(await time.latestBlock()));
      expect(await roundOfTask(suite, id)).to.equal(FIRST + 1n);
    });

    it("gives a task sent after the answer was seen, and before it lands, the next round", async () => {
      const { suite, deliver } = await loadFixture(deployRequested);
      const { beacon, dispatcher, actor } = suite;
      const late = buildRequest(suite);
      await inOneBlock(async () => {
        const answer = await deliver({ gasLimit: GAS, gasPrice: SLOW });
        const pending = await ethers.provider.send("eth_getTransactionByHash", [answer.hash]);
        expect(pending.blockNumber).to.equal(null);
        await dispatcher.connect(actor).submitTask(late, { gasLimit: GAS, gasPrice: FAST });
      });
      const block = BigInt(await time.latestBlock());
      expect((await beacon.roundOf(FIRST)).answeredAt).to.equal(block);
      expect((await suite.lens.taskOf(taskOf(suite, late).id)).submissionBlock).to.equal(block);
      expect(await roundOfTask(suite, taskOf(suite, late).id)).to.equal(FIRST + 1n);
    });

    it("gives a task sent long after a request that nobody answers the next round", async () => {
      const { suite } = await loadFixture(deployRequested);
      await mine(roundTimeout);
      const late = await submit(suite, buildRequest(suite));
      expect(await roundOfTask(suite, late.id)).to.equal(FIRST + 1n);
    });

    it("keeps two requests under way apart", async () => {
      const { suite, deliver } = await loadFixture(deployRequested);
      const { beacon } = suite;
      await submit(suite, buildRequest(suite));
      await answerRound(suite);
      expect((await beacon.roundOf(FIRST)).answeredAt).to.equal(0n);
      expect((await beacon.roundOf(FIRST + 1n)).answeredAt).to.equal(BigInt(await time.latestBlock()));
      await deliver();
      expect((await beacon.roundOf(FIRST)).answeredAt).to.equal(BigInt(await time.latestBlock()));
    });

    it("shows an actor that submits and judges in one transaction nothing to judge by", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, dispatcher, deployment } = suite;
      const mock = await deployActor(suite);
      const request = buildRequest(suite, { terms: { actor: await mock.getAddress() } });
      const { id } = taskOf(suite, request);
      const question = dispatcher.interface.encodeFunctionData("responseTimeOf", [id, 0]);
      await expect(mock.submitAndJudge!(request, question, ethers.ZeroHash))
        .to.be.revertedWithCustomError(mock, "ActorUnhappy")
        .withArgs(0n);
      await mock.submit!(request);
      await expect(dispatcher.responseTimeOf(id, 0))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(FIRST);
      await expect(beacon.seedOf(FIRST, deployment.addresses.dispatcher, id, SELECTION))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(FIRST);
    });

    it("shows an actor that judges after the answer another round's seed for its next task", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon } = suite;
      const mock = await deployActor(suite);
      await mock.submit!(buildRequest(suite, { terms: { actor: await mock.getAddress() } }));
      await answerRound(suite);
      const retry = buildRequest(suite, { terms: { actor: await mock.getAddress() } });
      await mock.submit!(retry);
      const { id } = taskOf(suite, retry);
      expect(await roundOfTask(suite, id)).to.equal(FIRST + 1n);
      await expect(suite.dispatcher.responseTimeOf(id, 0))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(FIRST + 1n);
    });
  });

  describe("rawFulfillRandomWords", () => {
    it("stores the word that the proof proves", async () => {
      const { suite, request, proven, deliver } = await loadFixture(deployRequested);
      const { beacon } = suite;
      await expect(deliver()).to.emit(beacon, "RoundAnswered").withArgs(FIRST, request.requestId, proven);
      const { answeredAt, word } = await beacon.roundOf(FIRST);
      expect(answeredAt).to.equal(BigInt(await time.latestBlock()));
      expect(word).to.equal(BigInt.asUintN(176, proven));
    });

    it("answers in the last block before the round is void", async () => {
      const { suite, requestedAt, deliver } = await loadFixture(deployKept);
      const { beacon } = suite;
      await mineBefore(requestedAt + roundTimeout);
      await expect(deliver()).to.emit(beacon, "RoundAnswered").withArgs(FIRST, anyValue, anyValue);
      expect((await beacon.roundOf(FIRST)).answeredAt).to.equal(BigInt(requestedAt + roundTimeout));
      await mine();
      expect(await beacon.isVoid(FIRST)).to.equal(false);
    });

    it("ignores a sound answer once the round is void", async () => {
      const { suite, request, requestedAt, deliver } = await loadFixture(deployKept);
      const { beacon, coordinator } = suite;
      await mineBefore(requestedAt + roundTimeout + 1);
      const tx = deliver();
      await expect(tx).to.emit(beacon, "AnswerIgnored").withArgs(FIRST, request.requestId);
      await expect(tx)
        .to.emit(coordinator, "RandomWordsFulfilled")
        .withArgs(request.requestId, anyValue, anyValue, anyValue, true, true, false);
      expect([...(await beacon.roundOf(FIRST))]).to.deep.equal([BigInt(requestedAt), 0n, 0n]);
      expect(await beacon.isVoid(FIRST)).to.equal(true);
    });

    it("has tasks of a void round enter the open round, whose answer they get", async () => {
      const { suite, task, requestedAt, deliver } = await loadFixture(deployKept);
      const { beacon, dispatcher, stranger, deployment } = suite;
      await mineBefore(requestedAt + roundTimeout + 1);
      await expect(dispatcher.connect(stranger).reenterRound(task.id))
        .to.emit(dispatcher, "TaskReentered")
        .withArgs(task.id, FIRST, FIRST + 1n);
      await deliver();
      const seedOf = () => beacon.seedOf(FIRST + 1n, deployment.addresses.dispatcher, task.id, SELECTION);
      await expect(seedOf())
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(FIRST + 1n);
      await answerRound(suite);
      expect(await roundOfTask(suite, task.id)).to.equal(FIRST + 1n);
      expect((await seedOf()).answeredAt).to.equal(BigInt(await time.latestBlock()));
    });

    it("keeps a task in its round while that can be answered", async () => {
      const { suite, task } = await loadFixture(deployRequested);
      const { dispatcher, stranger } = suite;
      await expect(dispatcher.connect(stranger).reenterRound(task.id))
        .to.be.revertedWithCustomError(dispatcher, "DispatchRoundNotVoid")
        .withArgs(task.id, FIRST);
    });

    it("cannot be answered a second time", async () => {
      const { suite, deliver } = await loadFixture(deployRequested);
      await deliver();
      await expect(deliver()).to.be.revertedWithCustomError(suite.coordinator, "NoCorrespondingRequest").withArgs();
    });

    it("reverts for everybody but the coordinator", async () => {
      const { suite, request } = await loadFixture(deployRequested);
      const { beacon, governor, stranger } = suite;
      for (const caller of [governor, stranger]) {
        await expect(beacon.connect(caller).rawFulfillRandomWords(request.requestId, [1n]))
          .to.be.revertedWithCustomError(beacon, "BeaconNotCoordinator")
          .withArgs(caller.address);
      }
    });

    describe("given the coordinator's own account", () => {
      it("ignores an answer to a request that the beacon does not know", async () => {
        const { suite } = await loadFixture(deployRequested);
        const { beacon } = suite;
        const asCoordinator = beacon.connect(await impersonate(await suite.coordinator.getAddress()));
        await expect(asCoordinator.rawFulfillRandomWords(7n, [1n]))
          .to.emit(beacon, "AnswerIgnored")
          .withArgs(0n, 7n);
      });

      it("ignores a second answer to the same request", async () => {
        const { suite, request, deliver } = await loadFixture(deployRequested);
        const { beacon } = suite;
        await deliver();
        const before = [...(await beacon.roundOf(FIRST))];
        const asCoordinator = beacon.connect(await impersonate(await suite.coordinator.getAddress()));
        await expect(asCoordinator.rawFulfillRandomWords(request.requestId, [1n]))
          .to.emit(beacon, "AnswerIgnored")
          .withArgs(0n, request.requestId);
        expect([...(await beacon.roundOf(FIRST))]).to.deep.equal(before);
      });

      it("has gas to spare for storing an answer", async () => {
        const { suite, request } = await loadFixture(deployRequested);
        const { beacon } = suite;
        const asCoordinator = beacon.connect(await impersonate(await suite.coordinator.getAddress()));
        const needed = await asCoordinator.rawFulfillRandomWords.estimateGas(request.requestId, [2n ** 256n - 1n]);
        expect(needed).to.be.below(BigInt(suiteDefaults.beacon.callbackGasLimit));
      });
    });
  });

  describe("isVoid", () => {
    it("is false for a round that was not asked for", async () => {
      const { suite } = await loadFixture(deployJoined);
      await mine(2 * roundTimeout);
      expect(await suite.beacon.isVoid(FIRST)).to.equal(false);
      expect(await suite.beacon.isVoid(FIRST + 1n)).to.equal(false);
    });

    it("turns true one block after the timeout", async () => {
      const { suite, requestedAt } = await loadFixture(deployRequested);
      await mineBefore(requestedAt + roundTimeout + 1);
      expect(await suite.beacon.isVoid(FIRST)).to.equal(false);
      await mine();
      expect(await suite.beacon.isVoid(FIRST)).to.equal(true);
    });
  });

  describe("seedOf", () => {
    it("mixes the word with beacon, chain, round, market, task and purpose", async () => {
      const { suite, task, deliver } = await loadFixture(deployRequested);
      const { beacon, deployment } = suite;
      await deliver();
      const { word, answeredAt } = await beacon.roundOf(FIRST);
      const { addresses, chainId } = deployment;
      const types = ["uint176", "address", "uint256", "uint32", "address", "bytes32", "bytes32"];
      const parts = [word, addresses.beacon, chainId, FIRST, addresses.dispatcher, task.id, SELECTION];
      const seed = keccak256(AbiCoder.defaultAbiCoder().encode(types, parts));
      const answer = [...(await beacon.seedOf(FIRST, addresses.dispatcher, task.id, SELECTION))];
      expect(answer).to.deep.equal([seed, answeredAt]);
    });

    it("reverts before the round is answered", async () => {
      const { suite, task } = await loadFixture(deployRequested);
      await expect(suite.beacon.seedOf(FIRST, suite.deployment.addresses.dispatcher, task.id, SELECTION))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconRoundUnanswered")
        .withArgs(FIRST);
    });
  });

  describe("fund", () => {
    it("moves the fees to the subscription, whoever asks", async () => {
      const { suite } = await loadFixture(deployJoined);
      const { beacon, escrow, coordinator, stranger, native } = suite;
      const before = (await coordinator.getSubscription(await beacon.subscriptionId())).nativeBalance;
      await expect(beacon.connect(stranger).fund()).to.emit(beacon, "SubscriptionFunded").withArgs(entryFee);
      const after = (await coordinator.getSubscription(await beacon.subscriptionId())).nativeBalance;
      expect(after - before).to.equal(entryFee);
      expect(await escrow.creditOf(beacon, native)).to.equal(0n);
      expect(await ethers.provider.getBalance(beacon)).to.equal(0n);
    });

    it("moves native coin that was forced upon the beacon", async () => {
      const { beacon } = await loadFixture(deployIdle);
      await networkHelpers.setBalance(await beacon.getAddress(), 7n);
      await expect(beacon.fund()).to.emit(beacon, "SubscriptionFunded").withArgs(7n);
    });

    it("moves nothing where nothing was earned", async () => {
      const { beacon } = await loadFixture(deployIdle);
      await expect(beacon.fund()).to.emit(beacon, "SubscriptionFunded").withArgs(0n);
    });
  });

  describe("receive", () => {
    it("refuses native coin from everybody but the Escrow", async () => {
      const { beacon, stranger } = await loadFixture(deployIdle);
      await expect(stranger.sendTransaction({ to: beacon, value: 1n }))
        .to.be.revertedWithCustomError(beacon, "BeaconNotEscrow")
        .withArgs(stranger.address);
    });
  });

  describe("setEntryFee", () => {
    it("changes what the next task pays", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, escrow, native } = suite;
      await expect(beacon.setEntryFee(2n * entryFee))
        .to.emit(beacon, "EntryFeeSet")
        .withArgs(entryFee, 2n * entryFee);
      await submit(suite, buildRequest(suite));
      expect(await escrow.creditOf(beacon, native)).to.equal(2n * entryFee);
    });

    it("takes nothing when the fee is zero", async () => {
      const suite = await loadFixture(deployIdle);
      const { beacon, escrow, native } = suite;
      await beacon.setEntryFee(0n);
      await submit(suite, buildRequest(suite));
      expect(await escrow.creditOf(beacon, native)).to.equal(0n);
    });

    it("reverts when the fee exceeds its limit", async () => {
      const { beacon } = await loadFixture(deployIdle);
      const limit = await beacon.MAX_ENTRY_FEE();
      await expect(beacon.setEntryFee(limit + 1n))
        .to.be.revertedWithCustomError(beacon, "BeaconFeeTooHigh")
        .withArgs(limit + 1n, limit);
    });

    it("reverts for everybody but governance", async () => {
      const { beacon, stranger } = await loadFixture(deployIdle);
      await expect(beacon.connect(stranger).setEntryFee(0n))
        .to.be.revertedWithCustomError(beacon, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });
});
