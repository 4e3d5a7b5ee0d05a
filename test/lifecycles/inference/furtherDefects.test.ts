import { expect } from "chai";
import { id as hashText, parseEther, ZeroAddress } from "ethers";
import { network } from "hardhat";

import type { InferenceTerms } from "../../../sdk/inference/inferenceOrder.ts";
import { mineBefore } from "../../helpers/dispatchMoves.ts";
import { asCreator, failures, FAR, playGroup, SCORE, storedStatuses } from "../../helpers/inferenceGroups.ts";
import {
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  inferenceTerms,
  joinNode,
  nodeOf,
  pauseAllBut,
  statusOf,
  submitScore,
  type TestTask,
  uploadParameters,
  uploadResult,
  validateGroup,
  validateSingle,
} from "../../helpers/inferenceMarket.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { fee, nodeStake, executionBlocks } = inferenceDefaults;
/** Nodes of the wide fixture, and models of a node that holds as many as count. */
const [MANY_NODES, MANY_MODELS] = [16, 32];
/** Gas by which calls of the same kind differ anyway: zero bytes, cold slots, and how often a draw tries. */
const NOISE = 30_000n;

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection, { sampling: { samplingModulus: 2 } });
}

async function wideFixture(): Promise<InferenceSuite> {
  return deployInference(connection, { stakes: Array<bigint>(MANY_NODES).fill(nodeStake) });
}

/** The gas of a task's draw. */
async function gasOfStart(suite: InferenceSuite, changes: Partial<InferenceTerms> = {}): Promise<bigint> {
  const task = await createTask(suite, changes);
  await answerRound(suite);
  return (await (await suite.market.startTask(task.id)).wait())!.gasUsed;
}

/** Has the first of two that serve one task be slow: so many blocks between what it is given and what it brings. */
async function qualityAfter(suite: InferenceSuite, blocks: number): Promise<bigint> {
  const task = await drawSampled(suite, false);
  await uploadParameters(suite, task);
  await networkHelpers.mine(blocks);
  await submitScore(suite, task);
  await validateSingle(suite, task);
  await uploadResult(suite, task);
  return (await suite.market.nodeOf((await nodeOf(suite, task)).operator)).qos;
}

describe("InferenceMarket: the defects V7 to V13 of its model", () => {
  let suite: InferenceSuite;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
  });

  const stakeOf = async (task: TestTask) => suite.registry.slashableOf((await nodeOf(suite, task)).operator);
  const creditOf = (account: InferenceSuite["application"]) => suite.escrow.creditOf(account, suite.native);

  describe("V7: a node with many models cannot be slashed", () => {
    const models = Array.from({ length: MANY_MODELS }, (_, index) => hashText(`model ${index}`));

    it("takes no more models than a word has bits for", async () => {
      const { market, nodes } = suite;
      await expect(market.connect(nodes[0]!.signer).describeNode(0x010203, [...models, hashText("one more")]))
        .to.be.revertedWithCustomError(market, "InferenceTooManyModels")
        .withArgs(MANY_MODELS + 1, MANY_MODELS);
    });

    it("draws and slashes at the same cost, whatever models the nodes hold", async () => {
      const costs: bigint[] = [];
      for (const held of [[], models]) {
        const snapshot = await networkHelpers.takeSnapshot();
        for (const { signer } of suite.nodes) await suite.market.connect(signer).describeNode(0x010203, held);
        const tasks = await playGroup(suite, [FAR, SCORE, SCORE]);
        const receipt = (await (await validateGroup(suite, tasks)).wait())!;
        expect(await stakeOf(tasks[0]!)).to.equal(nodeStake / 2n);
        costs.push(receipt.gasUsed);
        await snapshot.restore();
      }
      expect(costs[1]! - costs[0]!).to.be.lessThan(NOISE);
    });
  });

  describe("V8: a queued task that is aborted keeps its fee", () => {
    it("pays it back while the round is open", async () => {
      const { market, escrow, application, native } = suite;
      const task = await createTask(suite);
      const credit = await creditOf(application);
      await market.connect(application).abortTask(task.id, task.file as never);
      expect(await creditOf(application)).to.equal(credit + fee);
      expect(await escrow.heldBy(market, native)).to.equal(0n);
    });

    it("pays it back out of the queue, to the creator at once and by anybody when its time is over", async () => {
      const { market, escrow, application, stranger, native } = suite;
      const tasks = [await createTask(suite, { requiredGpu: 2n }), await createTask(suite, { requiredGpu: 2n })];
      await drawTasks(suite, ...tasks);
      const credit = await creditOf(application);
      await market.connect(application).abortTask(tasks[0]!.id, tasks[0]!.file as never);
      expect(await creditOf(application)).to.equal(credit + fee);
      await mineBefore(suite, await market.deadlineOf(tasks[1]!.id));
      await market.connect(stranger).abortTask(tasks[1]!.id, tasks[1]!.file as never);
      expect(await creditOf(application)).to.equal(credit + 2n * fee);
      expect(await escrow.heldBy(market, native)).to.equal(0n);
    });
  });

  describe("V9: creating and drawing cost more the more nodes there are", () => {
    it("draws among sixteen as among four", async () => {
      const few = await gasOfStart(suite);
      const many = await gasOfStart(await networkHelpers.loadFixture(wideFixture));
      expect(many - few).to.be.lessThan(NOISE);
    });
  });

  describe("V10: a queue that its head blocks", () => {
    it("serves a cheap task though an expensive one of another kind finds nobody", async () => {
      const { market } = suite;
      const blocked = await createTask(suite, { requiredGpu: 2n, fee: 1_000n * fee });
      const served = await createTask(suite);
      await drawTasks(suite, blocked, served);
      expect([await statusOf(suite, blocked), await statusOf(suite, served)]).to.deep.equal(["Queued", "Started"]);
      expect(await market.queueOf(blocked.id)).not.to.equal(await market.queueOf(served.id));
    });

    it("keeps who needs a newer version out of the way of others in the same class", async () => {
      const newer = await createTask(suite, { version: 0x01ff00n, fee: 1_000n * fee });
      const served = await createTask(suite);
      await drawTasks(suite, newer, served);
      expect([await statusOf(suite, newer), await statusOf(suite, served)]).to.deep.equal(["Queued", "Started"]);
    });

    it("serves a task that pays less than one for each unit", async () => {
      const { market, nodes } = suite;
      const task = await createTask(suite, { fee: 1n });
      await pauseAllBut(suite, []);
      await drawTasks(suite, task);
      expect(await statusOf(suite, task)).to.equal("Queued");
      const { signer, operator } = nodes[0]!;
      await market.connect(signer).resumeNode();
      const entry = await suite.beacon.entryFee();
      await market.connect(signer).admitTask(await market.queueOf(task.id), operator, { value: entry });
      await drawTasks(suite, task);
      expect(await statusOf(suite, task)).to.equal("Started");
    });
  });

  describe("V11: quality of service by position", () => {
    it("is better the less time a node took", async () => {
      const snapshot = await networkHelpers.takeSnapshot();
      const fast = await qualityAfter(suite, 0);
      await snapshot.restore();
      const slow = await qualityAfter(await networkHelpers.loadFixture(fixture), Number(executionBlocks) - 10);
      expect(fast).to.be.greaterThan(slow);
    });

    it("does not follow from the order of a group, which nobody chooses", async () => {
      const { market } = suite;
      const tasks = await playGroup(suite, [SCORE, SCORE, SCORE]);
      const [first, second, third] = [tasks[0]!, tasks[1]!, tasks[2]!];
      await expect(validateGroup(suite, [first, third, second]))
        .to.be.revertedWithCustomError(market, "InferenceBadGroup")
        .withArgs(third.id, second.id);
      await validateGroup(suite, tasks);
      const { shares } = await market.groupOf(first.id);
      expect(new Set(shares).size).to.equal(1);
    });

    it("is earned neither by an error nor by an abort, and lost by lateness", async () => {
      const { market, stranger } = suite;
      const failed = await drawSampled(suite, false);
      const { operator, signer } = await nodeOf(suite, failed);
      const { qos } = await market.nodeOf(operator);
      await uploadParameters(suite, failed);
      await market.connect(signer).reportError(failed.id, failures.InvalidModel);
      await validateSingle(suite, failed);
      expect((await market.nodeOf(operator)).qos).to.equal(qos);

      const unfed = await drawSampled(suite, false);
      await mineBefore(suite, await market.deadlineOf(unfed.id));
      await market.connect(stranger).abortTask(unfed.id, unfed.file as never);
      expect((await market.nodeOf((await nodeOf(suite, unfed)).operator)).qos).to.equal(qos);

      const late = await drawSampled(suite, false);
      await uploadParameters(suite, late);
      await mineBefore(suite, await market.deadlineOf(late.id));
      await market.connect(stranger).abortTask(late.id, late.file as never);
      expect((await market.nodeOf((await nodeOf(suite, late)).operator)).qos).to.be.lessThan(qos);
    });
  });

  describe("V12: payments that are pushed", () => {
    /** A contract that takes no coin, as an account that calls. */
    async function deaf() {
      const address = await (await ethers.deployContract("EcVrf")).getAddress();
      await networkHelpers.setBalance(address, parseEther("10"));
      return ethers.getImpersonatedSigner(address);
    }

    it("ends the task of a contract that takes no coin, and frees the node", async () => {
      const { market, stranger } = suite;
      const creator = await asCreator(suite, await deaf());
      const task = await createTask(creator, { fee: 1n });
      await drawTasks(creator, task);
      await uploadParameters(creator, task);
      const node = await nodeOf(suite, task);
      await mineBefore(suite, await market.deadlineOf(task.id));
      const credit = await creditOf(creator.application);
      await market.connect(stranger).abortTask(task.id, task.file as never);
      expect(await creditOf(creator.application)).to.equal(credit + 1n);
      expect((await market.nodeOf(node.operator)).status).to.equal(1n);
      await expect(suite.escrow.connect(creator.application).withdraw(ZeroAddress, creator.application, 1n))
        .to.be.revertedWithCustomError(suite.escrow, "EscrowWithdrawalFailed")
        .withArgs(creator.application, 1n);
    });

    it("pays a whole group though one of its receivers takes no coin", async () => {
      const { registry, market, nodes } = suite;
      const receiver = await deaf();
      for (const { signer } of nodes.slice(0, 2)) await registry.connect(signer).setRewardsReceiver(receiver);
      const tasks = await playGroup(suite, [SCORE, SCORE, SCORE]);
      await validateGroup(suite, tasks);
      await uploadResult(suite, tasks[0]!, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["EndGroupSuccess", "EndGroupRefund", "EndGroupRefund"]);
      const paid = await Promise.all([receiver, ...nodes.map(({ signer }) => signer)].map(creditOf));
      expect(paid[0]! > 0n).to.equal(true);
      expect(paid.reduce((sum, part) => sum + part)).to.equal(fee);
      expect(await suite.escrow.heldBy(market, suite.native)).to.equal(0n);
    });
  });

  describe("V13: the small ones", () => {
    it("takes any first nonce, however young the chain", async () => {
      expect(await networkHelpers.time.latestBlock()).to.be.lessThan(100_000);
      const { market, application, keys } = suite;
      const terms = inferenceTerms(suite, 1n, hashText("the first"));
      await expect(market.connect(application).createTask(terms as never, keys as never)).to.emit(
        market,
        "TaskCreated",
      );
    });

    it("keeps nonces by creator, so that no stranger uses up another's", async () => {
      const { market, application, stranger, keys } = suite;
      await asCreator(suite, stranger);
      const terms = inferenceTerms(suite, 5n, hashText("copied"));
      await market.connect(stranger).createTask(terms as never, keys as never);
      await expect(market.connect(application).createTask(terms as never, keys as never)).to.emit(
        market,
        "TaskCreated",
      );
    });

    for (const small of [1n, 2n, 3n, 5n, 7n]) {
      it(`parts a fee of ${small} wei among three, and keeps none of it`, async () => {
        const tasks = await playGroup(suite, [SCORE, SCORE, SCORE], { fee: small });
        await validateGroup(suite, tasks);
        await uploadResult(suite, tasks[0]!, tasks);
        const paid = await Promise.all(suite.nodes.map(({ signer }) => creditOf(signer)));
        expect(paid.reduce((sum, part) => sum + part)).to.equal(small);
      });
    }

    it("counts who is available through drawing, resting and leaving", async () => {
      const { market, nodes } = suite;
      const counts = async () => (await market.nodeCount(1, 0)).map(Number);
      expect(await counts()).to.deep.equal([4, 4]);
      const task = await drawSampled(suite, false);
      expect(await counts()).to.deep.equal([3, 4]);
      const busy = await nodeOf(suite, task);
      const idle = nodes.filter(({ operator }) => operator !== busy.operator);
      await market.connect(idle[0]!.signer).pauseNode();
      await market.connect(idle[1]!.signer).quitNode();
      expect(await counts()).to.deep.equal([1, 3]);
    });

    it("lets a node change its mind while a task keeps it", async () => {
      const { market } = suite;
      const { signer, operator } = await nodeOf(suite, await drawSampled(suite, false));
      const own = market.connect(signer);
      await expect(own.pauseNode()).to.emit(market, "NodeMoved").withArgs(operator, 2n, 3n);
      await expect(own.resumeNode()).to.emit(market, "NodeMoved").withArgs(operator, 3n, 2n);
      await own.pauseNode();
      await expect(own.quitNode()).to.emit(market, "NodeMoved").withArgs(operator, 3n, 5n);
    });

    it("gives nobody a task but by a draw", async () => {
      const { market, stranger } = suite;
      const task = await createTask(suite, { requiredGpu: 2n });
      await drawTasks(suite, task);
      const joined = await joinNode(suite, (await ethers.getSigners())[9]!, { gpu: 1 });
      await expect(market.connect(stranger).startTask(task.id))
        .to.be.revertedWithCustomError(market, "InferenceNotItsTurn")
        .withArgs(task.id, (await market.taskOf(task.id)).round, 1n);
      const entry = await suite.beacon.entryFee();
      await market.connect(stranger).admitTask(await market.queueOf(task.id), joined.operator, { value: entry });
      expect(await statusOf(suite, task)).to.equal("Queued");
    });

    it("aborts all three of which all failed", async () => {
      const { ExecutionFailed: failed } = failures;
      const tasks = await playGroup(suite, [failed, failed, failed]);
      await validateGroup(suite, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(Array(3).fill("EndAborted"));
      for (const { operator } of suite.nodes) expect(await suite.registry.slashableOf(operator)).to.equal(nodeStake);
    });
  });
});
