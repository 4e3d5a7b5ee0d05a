import { expect } from "chai";
import { id as hashText, keccak256, AbiCoder } from "ethers";
import { network } from "hardhat";

import { mineBefore } from "../../helpers/dispatchMoves.ts";
import {
  commitUpload,
  createSiblings,
  deployInference,
  inferenceDefaults,
  type InferenceSuite,
  memberOf,
  nodeOf,
  proveSampling,
  proveUpload,
  scoreTask,
  statusOf,
  type TestTask,
  uploadResult,
  validateGroup,
  reportOf,
} from "../../helpers/inferenceMarket.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee, nodeStake, sampling, periods } = inferenceDefaults;
const SCORE = "0x0123456789abcdef";
const FAR = "0xfedcba9876543210";
const FARTHER = "0xffff0000ffff0000";

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection);
}

/** Scores of three that disagree with the first, are near, or fail. */
async function groupOf(suite: InferenceSuite, scores: readonly [string, string?, string?]): Promise<TestTask[]> {
  const first = await scoreTask(suite, true, {}, scores[0]);
  return [first, ...(await createSiblings(suite, first, scores.slice(1)))];
}

/** Validates as `validateGroup` does, with something else in some place. */
async function tryToValidate(
  suite: InferenceSuite,
  tasks: readonly TestTask[],
  changes: { ids?: string[]; members?: unknown[]; guid?: string; parametersHash?: string } = {},
) {
  const { proof } = await proveSampling(suite, tasks[0]!);
  return suite.market
    .connect(suite.application)
    .validateTaskGroup(
      (changes.ids ?? tasks.map(({ id }) => id)) as never,
      (changes.members ?? tasks.map(memberOf)) as never,
      changes.guid ?? tasks[0]!.guid,
      changes.parametersHash ?? tasks[0]!.parametersHash,
      proof,
    );
}

describe("InferenceMarket: groups", () => {
  let suite: InferenceSuite;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
  });

  const statuses = (tasks: readonly TestTask[]) => Promise.all(tasks.map((task) => statusOf(suite, task)));

  it("aborts all, and slashes nobody, when all three disagree", async () => {
    const { market, escrow, application, native, registry } = suite;
    const tasks = await groupOf(suite, [SCORE, FAR, FARTHER]);
    const credit = await escrow.creditOf(application, native);
    await validateGroup(suite, tasks);
    expect(await statuses(tasks)).to.deep.equal(["EndAborted", "EndAborted", "EndAborted"]);
    expect(await escrow.creditOf(application, native)).to.equal(credit + 3n * fee);
    expect(await escrow.heldBy(market, native)).to.equal(0n);
    for (const task of tasks) {
      expect(await registry.slashableOf((await nodeOf(suite, task)).operator)).to.equal(nodeStake);
    }
  });

  it("slashes nobody where few nodes have joined (V3)", async () => {
    suite = await deployInference(connection, { sampling: { minSeatsToSlash: 10 } });
    const tasks = await groupOf(suite, [FAR, SCORE, SCORE]);
    const node = await nodeOf(suite, tasks[0]!);
    await validateGroup(suite, tasks);
    expect(await statuses(tasks)).to.deep.equal(["EndAborted", "GroupValidated", "EndGroupRefund"]);
    expect(await suite.registry.slashableOf(node.operator)).to.equal(nodeStake);
  });

  it("slashes who reports that it failed where two others did not", async () => {
    const { market } = suite;
    const tasks = await groupOf(suite, [SCORE, SCORE, undefined]);
    const node = await nodeOf(suite, tasks[2]!);
    await market.connect(node.signer).reportError(tasks[2]!.id, 5n);
    await validateGroup(suite, tasks);
    expect(await statuses(tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndInvalidated"]);
    expect(await suite.registry.slashableOf(node.operator)).to.equal(nodeStake / 2n);
  });

  it("blames nobody who reports that the model is invalid", async () => {
    const { market } = suite;
    const tasks = await groupOf(suite, [SCORE, SCORE, undefined]);
    const node = await nodeOf(suite, tasks[2]!);
    await market.connect(node.signer).reportError(tasks[2]!.id, 1n);
    await validateGroup(suite, tasks);
    expect(await statuses(tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndAborted"]);
    expect(await suite.registry.slashableOf(node.operator)).to.equal(nodeStake);
  });

  it("compares the others when one ended before it was scored (V5)", async () => {
    const { market, stranger } = suite;
    const tasks = await groupOf(suite, [SCORE, SCORE, undefined]);
    const { proof } = await proveSampling(suite, tasks[0]!);
    await market.proveSampled(tasks[0]!.id, tasks[0]!.file as never, proof);
    await market.joinGroup(
      tasks[1]!.id,
      tasks[1]!.file as never,
      tasks[0]!.id,
      tasks[0]!.file as never,
      tasks[0]!.guid,
    );
    await mineBefore(suite, await market.deadlineOf(tasks[2]!.id));
    await market.connect(stranger).abortTask(tasks[2]!.id, tasks[2]!.file as never);
    await validateGroup(suite, tasks);
    expect(await statuses(tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndAborted"]);
  });

  it("lets anybody open a score that the creator was not told, and then settle", async () => {
    const { market, stranger } = suite;
    const tasks = await groupOf(suite, [SCORE, SCORE, SCORE]);
    const ids = tasks.map(({ id }) => id) as never;
    const members = tasks.map(memberOf);
    const hidden = { ...members[1]!, opening: { score: "0x", salt: members[1]!.opening.salt } };
    await expect(tryToValidate(suite, tasks, { members: [members[0], hidden, members[2]] })).to.emit(
      market,
      "GroupOpened",
    );
    const group = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32[3]"], [ids]));
    const { openUntil } = await market.openGroupOf(group);
    const now = BigInt(await networkHelpers.time.latestBlock());
    await expect(market.connect(stranger).settleGroup(ids, members as never))
      .to.be.revertedWithCustomError(market, "InferenceWrongTime")
      .withArgs(tasks[0]!.id, now + 1n, openUntil);
    await expect(market.connect(stranger).openScore(ids, 1, { ...members[1]!, opening: members[0]!.opening } as never))
      .to.be.revertedWithCustomError(market, "InferenceWrongOpening")
      .withArgs(tasks[1]!.id);
    await expect(market.connect(stranger).openScore(ids, 1, members[1] as never))
      .to.emit(market, "ScoreOpened")
      .withArgs(group, tasks[1]!.id, SCORE);
    await market.connect(stranger).settleGroup(ids, members as never);
    expect(await statuses(tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndGroupRefund"]);
    await expect(market.settleGroup(ids, members as never))
      .to.be.revertedWithCustomError(market, "InferenceNoGroup")
      .withArgs(group);
  });

  it("counts a score that stays hidden as unlike all others", async () => {
    const { market, stranger } = suite;
    const tasks = await groupOf(suite, [SCORE, SCORE, SCORE]);
    const ids = tasks.map(({ id }) => id) as never;
    const members = tasks.map(memberOf);
    const hidden = { ...members[2]!, opening: { score: "0x", salt: members[2]!.opening.salt } };
    await tryToValidate(suite, tasks, { members: [members[0], members[1], hidden] });
    // A group under way does not run out of the creator's time.
    await networkHelpers.mine(periods.validation + periods.opening);
    await market.connect(stranger).settleGroup(ids, members as never);
    expect(await statuses(tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndInvalidated"]);
  });

  it("passes the upload on to the next with the same result, and back to the creator after the last", async () => {
    const { market, escrow, stranger, native, application } = suite;
    const tasks = await groupOf(suite, [SCORE, SCORE, SCORE]);
    await validateGroup(suite, tasks);
    const [first, second] = [await nodeOf(suite, tasks[0]!), await nodeOf(suite, tasks[1]!)];
    // The first commits, and never proves.
    await commitUpload(suite, tasks[0]!);
    await answerRound(suite);
    await mineBefore(suite, await market.deadlineOf(tasks[0]!.id));
    await expect(market.connect(stranger).abortTask(tasks[0]!.id, tasks[0]!.file as never))
      .to.emit(market, "UploadPassed")
      .withArgs(tasks[0]!.id, first.operator, second.operator);
    expect(await statusOf(suite, tasks[0]!)).to.equal("GroupValidated");
    const snapshot = await networkHelpers.takeSnapshot();

    await commitUpload(suite, tasks[0]!, second);
    await answerRound(suite);
    const proofs = await proveUpload(suite, tasks[0]!, second, tasks[1]!.file.score.resultRoot);
    const ids = tasks.map(({ id }) => id);
    await expect(market.reportResultUploaded([reportOf(tasks[0]!, ids.slice(1), tasks[1]!.file)], proofs as never))
      .to.be.revertedWithCustomError(market, "InferenceBadGroup")
      .withArgs(tasks[0]!.id, tasks[0]!.id);
    await market.reportResultUploaded([reportOf(tasks[0]!, ids, tasks[1]!.file)], proofs as never);
    expect(await statusOf(suite, tasks[0]!)).to.equal("EndGroupSuccess");

    await snapshot.restore();
    const credit = await escrow.creditOf(application, native);
    const late = { ...tasks[0]!.file };
    for (let turn = 1; turn < 3; ++turn) {
      await mineBefore(suite, await market.deadlineOf(tasks[0]!.id));
      await market.connect(stranger).abortTask(tasks[0]!.id, late as never);
    }
    expect(await statusOf(suite, tasks[0]!)).to.equal("EndAborted");
    expect(await escrow.creditOf(application, native)).to.equal(credit + fee);
    expect(await escrow.heldBy(market, native)).to.equal(0n);
  });

  describe("what belongs together", () => {
    let tasks: TestTask[];
    beforeEach(async () => {
      tasks = await groupOf(suite, [SCORE, SCORE, SCORE]);
    });

    it("reverts when a member is named twice (V2)", async () => {
      const members = [tasks[0]!, tasks[1]!, tasks[1]!];
      await expect(tryToValidate(suite, members))
        .to.be.revertedWithCustomError(suite.market, "InferenceBadGroup")
        .withArgs(tasks[1]!.id, tasks[1]!.id);
    });

    it("reverts when the first is not the sampled one", async () => {
      const order = [tasks[1]!, tasks[0]!, tasks[2]!];
      await expect(tryToValidate(suite, order))
        .to.be.revertedWithCustomError(suite.market, "InferenceBadGroup")
        .withArgs(tasks[1]!.id, tasks[0]!.id);
    });

    it("reverts when the guid, or the parameters, open nothing (V3)", async () => {
      await expect(tryToValidate(suite, tasks, { guid: hashText("another") }))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongOpening")
        .withArgs(tasks[0]!.id);
      await expect(tryToValidate(suite, tasks, { parametersHash: hashText("others") }))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongOpening")
        .withArgs(tasks[0]!.id);
      const members = tasks.map(memberOf);
      const framed = { ...members[1]!, parametersSalt: hashText("another") };
      await expect(tryToValidate(suite, tasks, { members: [members[0], framed, members[2]] }))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongOpening")
        .withArgs(tasks[1]!.id);
    });

    it("reverts when somebody else discloses", async () => {
      const { proof } = await proveSampling(suite, tasks[0]!);
      const { guid, parametersHash } = tasks[0]!;
      const ids = tasks.map(({ id }) => id) as never;
      await expect(
        suite.market
          .connect(suite.stranger)
          .validateTaskGroup(ids, tasks.map(memberOf) as never, guid, parametersHash, proof),
      )
        .to.be.revertedWithCustomError(suite.market, "InferenceNotAllowed")
        .withArgs(tasks[0]!.id, suite.stranger, suite.application);
    });

    it("does not let a sampled task be validated alone (V4)", async () => {
      const { proof, number } = await proveSampling(suite, tasks[0]!);
      await expect(suite.market.validateSingleTask(tasks[0]!.id, tasks[0]!.file as never, proof))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongSampling")
        .withArgs(tasks[0]!.id, number);
    });
  });

  it("does not let siblings be created before the first has committed itself", async () => {
    const first = await scoreTask(suite, true, {}, SCORE);
    const early = { ...first.file.order.terms };
    const { since } = await suite.market.taskOf(first.id);
    expect(first.file.order.createdAt).to.be.lessThan(since);
    // A task of the same kind that was there before is no sibling, whatever its guid.
    const tasks = [first, ...(await createSiblings(suite, first, [SCORE, SCORE]))];
    const members = tasks.map(memberOf);
    const order = { ...members[1]!.order, createdAt: since };
    const { record } = await suite.market.taskOf(tasks[1]!.id);
    await expect(tryToValidate(suite, tasks, { members: [members[0], { ...members[1]!, order }, members[2]] }))
      .to.be.revertedWithCustomError(suite.market, "InferenceWrongFile")
      .withArgs(tasks[1]!.id, (given: string) => given !== record, record);
    expect(early.nonce).to.equal(first.nonce);
  });

  describe("uploads", () => {
    let task: TestTask;
    beforeEach(async () => {
      task = await scoreTask(suite, false);
      const { proof } = await proveSampling(suite, task);
      await suite.market.validateSingleTask(task.id, task.file as never, proof);
    });

    it("reverts when the proof is of another task, and pays when it is of this one", async () => {
      const { market } = suite;
      const node = await nodeOf(suite, task);
      await commitUpload(suite, task);
      await answerRound(suite);
      const proofs = await proveUpload(suite, task, node, hashText("another result"));
      await expect(market.reportResultUploaded([reportOf(task)], proofs as never))
        .to.be.revertedWithCustomError(market, "InferenceBadProof")
        .withArgs(task.id);
      const others = await proveUpload(suite, task, { ...node, operator: node.operator + 1 });
      await expect(market.reportResultUploaded([reportOf(task)], others as never))
        .to.be.revertedWithCustomError(market, "InferenceBadProof")
        .withArgs(task.id);
    });

    it("reverts when there are no chunks, or more than the circuit addresses", async () => {
      const { market } = suite;
      const node = await nodeOf(suite, task);
      const inclusion = {
        publisher: suite.publisher.address,
        root: hashText("root"),
        dataHash: hashText("x"),
        size: 1n,
        proof: [],
      };
      for (const chunkCount of [0n, BigInt(sampling.maxChunks) + 1n]) {
        const upload = { ...task.file.upload, chunkCount };
        await expect(market.connect(node.signer).commitUpload(task.id, { ...task.file, upload } as never, inclusion))
          .to.be.revertedWithCustomError(market, "InferenceBadChunkCount")
          .withArgs(task.id, chunkCount, BigInt(sampling.maxChunks));
      }
    });

    it("pays once", async () => {
      const { market } = suite;
      await uploadResult(suite, task);
      await expect(market.reportResultUploaded([reportOf(task)], []))
        .to.be.revertedWithCustomError(market, "InferenceWrongStatus")
        .withArgs(task.id, 9n);
    });
  });
});
