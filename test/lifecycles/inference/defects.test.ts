import { expect } from "chai";
import { AbiCoder, id as hashText, keccak256 } from "ethers";
import { network } from "hardhat";

import { mineBefore } from "../../helpers/dispatchMoves.ts";
import { asCreator, FAR, playGroup, SCORE, specOf, storedStatuses } from "../../helpers/inferenceGroups.ts";
import {
  createSiblings,
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  nodeOf,
  pauseAllBut,
  proveSampled,
  proveSampling,
  scoreTask,
  statusOf,
  submitScore,
  type TestTask,
  uploadParameters,
  uploadResult,
  validateGroup,
  validateSingle,
} from "../../helpers/inferenceMarket.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee, nodeStake, noShowBps, periods } = inferenceDefaults;
/** Draws after which two that ignore the seed would have differed by luck alone once in ten million runs. */
const DRAWS = 12;
async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection, { sampling: { samplingModulus: 2 } });
}

describe("InferenceMarket: the defects V1 to V6 of its model", () => {
  let suite: InferenceSuite;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
  });

  const stakeOf = async (task: TestTask) => suite.registry.slashableOf((await nodeOf(suite, task)).operator);
  const creditOf = (account: InferenceSuite["application"]) => suite.escrow.creditOf(account, suite.native);

  describe("V1: a commitment that exists is created again", () => {
    it("gives a stranger a task of its own, and leaves creator, node and fee of the first alone", async () => {
      const { market, escrow, stranger, application, native } = suite;
      const task = await drawSampled(suite, false);
      const before = await market.taskOf(task.id);
      const [held, known] = [await escrow.heldBy(market, native), await asCreator(suite, stranger)];
      const terms = { ...task.file.order.terms, fee: 1n };

      await market.connect(stranger).createTask(terms as never, known.keys as never);

      expect(await market.taskOf(task.id)).to.deep.equal(before);
      expect(await escrow.heldBy(market, native)).to.equal(held + 1n);
      const copy = await market.taskIdOf(stranger, terms.taskIdCommitment);
      expect(copy).not.to.equal(task.id);
      expect([before.creator, (await market.taskOf(copy)).creator]).to.deep.equal([
        application.address,
        stranger.address,
      ]);
    });

    it("lets the node of the first go on to its payment", async () => {
      const { market, stranger, keys } = suite;
      const task = await drawSampled(suite, false);
      await asCreator(suite, stranger);
      await market.connect(stranger).createTask({ ...task.file.order.terms, fee: 1n } as never, keys as never);
      await uploadParameters(suite, task);
      await submitScore(suite, task);
      await validateSingle(suite, task);
      await uploadResult(suite, task);
      expect(await creditOf((await nodeOf(suite, task)).signer)).to.equal(fee);
    });

    it("refuses the creator's own, while it lives and after it has ended", async () => {
      const { market, application, keys } = suite;
      const task = await createTask(suite);
      const { taskIdCommitment } = task.file.order.terms;
      const again = { ...task.file.order.terms, nonce: task.nonce + 1n };
      await expect(market.connect(application).createTask(again as never, keys as never))
        .to.be.revertedWithCustomError(market, "InferenceCommitmentUsed")
        .withArgs(application, taskIdCommitment);
      await market.connect(application).abortTask(task.id, task.file as never);
      await expect(market.connect(application).createTask(again as never, keys as never))
        .to.be.revertedWithCustomError(market, "InferenceCommitmentUsed")
        .withArgs(application, taskIdCommitment);
    });
  });

  describe("V2: a group names one member twice", () => {
    it("refuses any two of the three that are one task, and slashes nobody", async () => {
      const { market, registry, nodes } = suite;
      const tasks = await playGroup(suite, [FAR, SCORE, SCORE]);
      const [first, second] = [tasks[0]!, tasks[1]!];
      await expect(validateGroup(suite, [first, second, second]))
        .to.be.revertedWithCustomError(market, "InferenceBadGroup")
        .withArgs(second.id, second.id);
      await expect(validateGroup(suite, [first, first, second]))
        .to.be.revertedWithCustomError(market, "InferenceBadGroup")
        .withArgs(first.id, first.id);
      for (const { operator } of nodes) expect(await registry.slashableOf(operator)).to.equal(nodeStake);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(Array(3).fill("ScoreReady"));
    });

    it("counts a node once that was late for one member and drawn for another", async () => {
      const { market, stranger } = suite;
      const first = await scoreTask(suite, true, {}, SCORE);
      await proveSampled(suite, first);
      const late = await createTask(suite, specOf(first), first.guid);
      await drawTasks(suite, late);
      const node = await nodeOf(suite, late);
      const next = await createTask(suite, specOf(first), first.guid);
      await uploadParameters(suite, late);
      await mineBefore(suite, await market.deadlineOf(late.id));
      await market.connect(stranger).abortTask(late.id, late.file as never);
      await pauseAllBut(suite, [node.operator]);
      await drawTasks(suite, next);
      expect((await nodeOf(suite, next)).operator).to.equal(node.operator);
      await uploadParameters(suite, next);
      await submitScore(suite, next, SCORE);
      await validateGroup(suite, [first, late, next]);
      expect(await storedStatuses(suite, [first, late, next])).to.deep.equal([
        "GroupValidated",
        "EndAborted",
        "EndGroupRefund",
      ]);
    });
  });

  describe("V3: a creator frames a node of its choice", () => {
    /** A sibling of which the parameters are others, and whose node has computed those. */
    async function frame(first: TestTask): Promise<TestTask[]> {
      const garbage = keccak256(
        AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32"], [hashText("garbage"), hashText("salt")]),
      );
      const framed = await createTask(suite, { ...specOf(first), parametersCommitment: garbage }, first.guid);
      const honest = await createTask(suite, specOf(first), first.guid);
      await drawTasks(suite, framed, honest);
      for (const sibling of [framed, honest]) await uploadParameters(suite, sibling);
      await submitScore(suite, framed, FAR);
      await submitScore(suite, honest, SCORE);
      return [framed, honest];
    }

    it("refuses a member that was given other parameters, which is paid in full after all", async () => {
      const { market, stranger } = suite;
      const first = await scoreTask(suite, true, {}, SCORE);
      const [framed, honest] = await frame(first);
      for (const parametersSalt of [framed!.parametersSalt, hashText("salt")]) {
        await expect(validateGroup(suite, [first, { ...framed!, parametersSalt }, honest!]))
          .to.be.revertedWithCustomError(market, "InferenceWrongOpening")
          .withArgs(framed!.id);
      }
      await mineBefore(suite, await market.deadlineOf(framed!.id));
      await market.connect(stranger).abortTask(framed!.id, framed!.file as never);
      expect(await creditOf((await nodeOf(suite, framed!)).signer)).to.equal(fee);
      expect(await stakeOf(framed!)).to.equal(nodeStake);
    });

    it("draws by a seed that nobody knows when the task is created", async () => {
      const { market, beacon } = suite;
      const task = await createTask(suite);
      const { round } = await market.taskOf(task.id);
      await expect(market.startTask(task.id))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(round);
      const drawn = new Set<bigint>();
      for (let draw = 0; draw < DRAWS; ++draw) {
        const snapshot = await networkHelpers.takeSnapshot();
        await networkHelpers.mine(draw);
        await drawTasks(suite, task);
        drawn.add((await market.taskOf(task.id)).node);
        await snapshot.restore();
      }
      expect(drawn.size).to.be.greaterThan(1);
    });

    it("keeps a creator to its task once the round is closed by which it is drawn", async () => {
      const { market, beacon, application } = suite;
      const task = await createTask(suite);
      await beacon.request();
      const [deadline, now] = [await market.deadlineOf(task.id), await networkHelpers.time.latestBlock()];
      await expect(market.connect(application).abortTask(task.id, task.file as never))
        .to.be.revertedWithCustomError(market, "InferenceWrongTime")
        .withArgs(task.id, now + 1, deadline);
    });

    it("slashes nobody where all that joined may be one owner's", async () => {
      suite = await deployInference(connection, { sampling: { samplingModulus: 2, minSeatsToSlash: 5 } });
      const tasks = await playGroup(suite, [FAR, SCORE, SCORE]);
      await validateGroup(suite, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["EndAborted", "GroupValidated", "EndGroupRefund"]);
      expect(await stakeOf(tasks[0]!)).to.equal(nodeStake);
    });
  });

  describe("V4: a creator chooses what is sampled", () => {
    it("does not let a sampled task be validated alone", async () => {
      const task = await scoreTask(suite, true, {}, SCORE);
      const { number } = await proveSampling(suite, task);
      await expect(validateSingle(suite, task))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongSampling")
        .withArgs(task.id, number);
    });

    it("does not let a task that was not sampled be validated as a group", async () => {
      const task = await scoreTask(suite, false, {}, SCORE);
      const siblings = await createSiblings(suite, task, [SCORE, SCORE]);
      const { number } = await proveSampling(suite, task);
      await expect(validateGroup(suite, [task, ...siblings]))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongSampling")
        .withArgs(task.id, number);
    });

    it("does not let one be created again under its guid, and the sampled one be taken back", async () => {
      const { market, application, stranger } = suite;
      const sampled = await scoreTask(suite, true, {}, SCORE);
      const again = await createTask(suite, specOf(sampled), sampled.guid);
      expect(again.id).not.to.equal(sampled.id);
      const [deadline, now] = [await market.deadlineOf(sampled.id), await networkHelpers.time.latestBlock()];
      await expect(market.connect(application).abortTask(sampled.id, sampled.file as never))
        .to.be.revertedWithCustomError(market, "InferenceWrongTime")
        .withArgs(sampled.id, now + 1, deadline);

      await mineBefore(suite, deadline);
      await market.connect(stranger).abortTask(sampled.id, sampled.file as never);

      expect(await creditOf((await nodeOf(suite, sampled)).signer)).to.equal(fee);
    });

    it("counts no sibling that was there before the first had committed itself", async () => {
      const first = await drawSampled(suite, true);
      const early = await createTask(suite, specOf(first), first.guid);
      await drawTasks(suite, early);
      await uploadParameters(suite, first);
      await submitScore(suite, first, SCORE);
      const late = await createTask(suite, specOf(first), first.guid);
      await drawTasks(suite, late);
      for (const sibling of [early, late]) {
        await uploadParameters(suite, sibling);
        await submitScore(suite, sibling, SCORE);
      }
      await expect(validateGroup(suite, [first, early, late]))
        .to.be.revertedWithCustomError(suite.market, "InferenceBadGroup")
        .withArgs(first.id, early.id);
    });

    it("takes no sampling number of another task", async () => {
      const { market } = suite;
      const [task, other] = [await scoreTask(suite, false), await scoreTask(suite, false)];
      const { proof } = await proveSampling(suite, other);
      await expect(market.validateSingleTask(task.id, task.file as never, proof)).to.be.revertedWith(
        "Second mul check failed",
      );
      expect(await statusOf(suite, task)).to.equal("ScoreReady");
    });
  });

  describe("V5: a member that was started and then aborted", () => {
    it("leaves the others comparable, and is penalized for its lateness", async () => {
      const tasks = await playGroup(suite, [SCORE, SCORE, "late"]);
      await validateGroup(suite, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndAborted"]);
      expect(await stakeOf(tasks[2]!)).to.equal(nodeStake - (nodeStake * BigInt(noShowBps)) / 10_000n);
    });

    it("does not keep the honest two from their pay", async () => {
      const { nodes } = suite;
      const tasks = await playGroup(suite, [SCORE, "late", SCORE]);
      await validateGroup(suite, tasks);
      await uploadResult(suite, tasks[0]!, [tasks[0]!, tasks[2]!]);
      const paid = await Promise.all(nodes.map(({ signer }) => creditOf(signer)));
      expect(paid.reduce((sum, part) => sum + part)).to.equal(fee);
      expect(await creditOf((await nodeOf(suite, tasks[1]!)).signer)).to.equal(0n);
    });
  });

  describe("V6: a creator takes the fee of accepted work back", () => {
    it("refuses it before the node is late, and pays the node that is not", async () => {
      const { market, application } = suite;
      const task = await scoreTask(suite, false);
      await validateSingle(suite, task);
      await networkHelpers.mine(periods.upload - 20);
      const [deadline, now] = [await market.deadlineOf(task.id), await networkHelpers.time.latestBlock()];
      await expect(market.connect(application).abortTask(task.id, task.file as never))
        .to.be.revertedWithCustomError(market, "InferenceWrongTime")
        .withArgs(task.id, now + 1, deadline);
      await uploadResult(suite, task);
      expect(await creditOf((await nodeOf(suite, task)).signer)).to.equal(fee);
    });

    it("refuses it for a group as well", async () => {
      const { market, application } = suite;
      const tasks = await playGroup(suite, [SCORE, SCORE, SCORE]);
      await validateGroup(suite, tasks);
      const [deadline, now] = [await market.deadlineOf(tasks[0]!.id), await networkHelpers.time.latestBlock()];
      await expect(market.connect(application).abortTask(tasks[0]!.id, tasks[0]!.file as never))
        .to.be.revertedWithCustomError(market, "InferenceWrongTime")
        .withArgs(tasks[0]!.id, now + 1, deadline);
    });
  });
});
