import { expect } from "chai";
import { id as hashText, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { mineBefore } from "../../helpers/dispatchMoves.ts";
import {
  commitUpload,
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inclusionOf,
  inferenceDefaults,
  type InferenceSuite,
  nodeOf,
  proveSampling,
  proveUpload,
  scoreTask,
  statusOf,
  submitScore,
  type TestTask,
  uploadParameters,
  reportOf,
} from "../../helpers/inferenceMarket.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee, nodeStake, noShowBps, sampling } = inferenceDefaults;
const REASON = {
  Cancelled: 1n,
  QueueTimeout: 2n,
  Parameters: 4n,
  Download: 5n,
  Execution: 6n,
  Validation: 7n,
  Error: 8n,
  Upload: 9n,
};
const ERROR = { InvalidModel: 1n };

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection);
}

/** Aborts a task in the first block in which anybody may, and asserts that nobody may before. */
async function abortWhenDue(suite: InferenceSuite, task: TestTask) {
  const { market, stranger } = suite;
  const deadline = await market.deadlineOf(task.id);
  await mineBefore(suite, deadline - 1n);
  await expect(market.connect(stranger).abortTask(task.id, task.file as never))
    .to.be.revertedWithCustomError(market, "InferenceWrongTime")
    .withArgs(task.id, deadline - 1n, deadline);
  await networkHelpers.mine(1);
  return market.connect(stranger).abortTask(task.id, task.file as never);
}

describe("InferenceMarket: deadlines and their culprits", () => {
  let suite: InferenceSuite;
  let credit: bigint;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
    credit = await suite.escrow.creditOf(suite.application, suite.native);
  });

  const creatorsCredit = () => suite.escrow.creditOf(suite.application, suite.native);
  const nodesCredit = async (task: TestTask) => suite.escrow.creditOf((await nodeOf(suite, task)).signer, suite.native);
  const entries = async () => 2n * (await suite.beacon.entryFee());

  it("gives a creator its fee back while its round is open", async () => {
    const { market, application, stranger } = suite;
    const task = await createTask(suite);
    const deadline = await market.deadlineOf(task.id);
    const now = BigInt(await networkHelpers.time.latestBlock());
    await expect(market.connect(stranger).abortTask(task.id, task.file as never))
      .to.be.revertedWithCustomError(market, "InferenceWrongTime")
      .withArgs(task.id, now + 1n, deadline);
    await expect(market.connect(application).abortTask(task.id, task.file as never))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, application, REASON.Cancelled, 0n);
    expect(await creatorsCredit()).to.equal(credit - (await entries()));
  });

  it("does not let a creator take back a task whose seed may be known", async () => {
    const { market, application, beacon } = suite;
    const task = await createTask(suite);
    await beacon.request();
    const deadline = await market.deadlineOf(task.id);
    const now = BigInt(await networkHelpers.time.latestBlock());
    await expect(market.connect(application).abortTask(task.id, task.file as never))
      .to.be.revertedWithCustomError(market, "InferenceWrongTime")
      .withArgs(task.id, now + 1n, deadline);
  });

  it("passes the turn of a task that was taken back, and of no other", async () => {
    const { market, application } = suite;
    const [left, next] = [await createTask(suite), await createTask(suite)];
    await market.connect(application).abortTask(left.id, left.file as never);
    await answerRound(suite);
    const { round } = await market.taskOf(next.id);
    await expect(market.startTask(next.id))
      .to.be.revertedWithCustomError(market, "InferenceNotItsTurn")
      .withArgs(next.id, round, 1n);
    await expect(market.skipEntry(next.id))
      .to.be.revertedWithCustomError(market, "InferenceWrongStatus")
      .withArgs(next.id, 1n);
    await market.skipEntry(left.id);
    await market.startTask(next.id);
    expect(await statusOf(suite, next)).to.equal("Started");
    await expect(market.skipEntry(left.id))
      .to.be.revertedWithCustomError(market, "InferenceNotItsTurn")
      .withArgs(left.id, round, 0n);
  });

  it("queues a task that nobody can run, and pays it back when its time is over", async () => {
    const { market } = suite;
    const task = await createTask(suite, { requiredGpu: 2n });
    await drawTasks(suite, task);
    const queue = await market.queueOf(task.id);
    expect(await market.queueState(queue)).to.deep.equal([1n, task.id]);

    await expect(abortWhenDue(suite, task))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, suite.application, REASON.QueueTimeout, 0n);

    expect(await creatorsCredit()).to.equal(credit - (await entries()));
    expect((await market.queueState(queue))[0]).to.equal(0n);
  });

  it("gives the node a share when the creator does not upload the parameters", async () => {
    const { market } = suite;
    const task = await drawSampled(suite, false);
    credit = await creatorsCredit();
    const share = (fee * BigInt(sampling.lateBps)) / 10_000n;

    await expect(abortWhenDue(suite, task))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, suite.application, REASON.Parameters, share);

    expect(await nodesCredit(task)).to.equal(share);
    expect(await creatorsCredit()).to.equal(credit + fee - share);
    expect((await market.nodeOf((await nodeOf(suite, task)).operator)).misses).to.equal(0n);
  });

  it("pays the creator back and penalizes a node that does not answer", async () => {
    const { market, registry, escrow, stranger, native } = suite;
    const task = await drawSampled(suite, false);
    await uploadParameters(suite, task);
    credit = await creatorsCredit();
    const node = await nodeOf(suite, task);
    const penalty = (nodeStake * BigInt(noShowBps)) / 10_000n;
    const bounty = (penalty * BigInt(sampling.reporterBps)) / 10_000n;

    await expect(abortWhenDue(suite, task))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, suite.application, REASON.Execution, 0n);

    expect(await creatorsCredit()).to.equal(credit + fee);
    expect(await registry.slashableOf(node.operator)).to.equal(nodeStake - penalty);
    expect(await escrow.creditOf(stranger, native)).to.equal(bounty);
    const { misses, status, qos } = await market.nodeOf(node.operator);
    expect([misses, status]).to.deep.equal([1n, 1n]);
    expect(qos).to.be.lessThan(5_000n);
  });

  it("lets a node give back a task whose models it could not fetch, and not before the time for that", async () => {
    const { market, registry } = suite;
    const task = await drawSampled(suite, false);
    await uploadParameters(suite, task);
    const node = await nodeOf(suite, task);
    const { since } = await market.taskOf(task.id);
    const earliest = since + BigInt(inferenceDefaults.periods.download);
    await mineBefore(suite, earliest - 1n);
    await expect(market.connect(node.signer).abortDownload(task.id, task.file as never))
      .to.be.revertedWithCustomError(market, "InferenceWrongTime")
      .withArgs(task.id, earliest - 1n, earliest);
    await expect(market.connect(suite.stranger).abortDownload(task.id, task.file as never))
      .to.be.revertedWithCustomError(market, "InferenceNotAllowed")
      .withArgs(task.id, suite.stranger, node.signer);
    await networkHelpers.mine(1);
    await expect(market.connect(node.signer).abortDownload(task.id, task.file as never))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, suite.application, REASON.Download, 0n);
    expect(await registry.slashableOf(node.operator)).to.equal(nodeStake);
  });

  it("pays the node in full when the creator does not validate", async () => {
    const { market } = suite;
    const task = await scoreTask(suite, false);
    await expect(abortWhenDue(suite, task))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, suite.application, REASON.Validation, fee);
    expect(await nodesCredit(task)).to.equal(fee);
    expect(await suite.escrow.heldBy(market, suite.native)).to.equal(0n);
  });

  it("says that a task has ended as soon as anybody may end it", async () => {
    const { market } = suite;
    const task = await scoreTask(suite, false);
    const deadline = await market.deadlineOf(task.id);
    await networkHelpers.mineUpTo(deadline - 1n);
    expect(await statusOf(suite, task)).to.equal("ScoreReady");
    await networkHelpers.mineUpTo(deadline);
    expect(await statusOf(suite, task)).to.equal("EndAborted");
  });

  it("pays the creator back and blames nobody for an error that was reported", async () => {
    const { market } = suite;
    const task = await drawSampled(suite, false);
    await uploadParameters(suite, task);
    const node = await nodeOf(suite, task);
    await expect(market.connect(node.signer).reportError(task.id, 0n))
      .to.be.revertedWithCustomError(market, "InferenceNoError")
      .withArgs(task.id);
    await expect(market.connect(node.signer).reportError(task.id, ERROR.InvalidModel))
      .to.emit(market, "TaskErrorReported")
      .withArgs(task.id, suite.application, node.operator, ERROR.InvalidModel);
    credit = await creatorsCredit();
    const { proof } = await proveSampling(suite, task);
    const snapshot = await networkHelpers.takeSnapshot();

    await expect(abortWhenDue(suite, task))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, suite.application, REASON.Error, 0n);
    expect(await creatorsCredit()).to.equal(credit + fee);

    await snapshot.restore();
    await market.validateSingleTask(task.id, task.file as never, proof);
    expect(await creatorsCredit()).to.equal(credit + fee);
    expect(await suite.registry.slashableOf(node.operator)).to.equal(nodeStake);
  });

  it("pays the creator back when a validated node does not upload (V6)", async () => {
    const { market, application } = suite;
    const task = await scoreTask(suite, false);
    const { proof } = await proveSampling(suite, task);
    await market.validateSingleTask(task.id, task.file as never, proof);
    credit = await creatorsCredit();
    const deadline = await market.deadlineOf(task.id);
    const now = BigInt(await networkHelpers.time.latestBlock());
    // Accepted work is not the creator's to take back.
    await expect(market.connect(application).abortTask(task.id, task.file as never))
      .to.be.revertedWithCustomError(market, "InferenceWrongTime")
      .withArgs(task.id, now + 1n, deadline);

    await expect(abortWhenDue(suite, task))
      .to.emit(market, "TaskEndAborted")
      .withArgs(task.id, application, REASON.Upload, 0n);
    expect(await creatorsCredit()).to.equal(credit + fee);
  });

  it("joins another round when the one that chooses the chunks is void", async () => {
    const { market, beacon } = suite;
    const task = await scoreTask(suite, false);
    const { proof } = await proveSampling(suite, task);
    await market.validateSingleTask(task.id, task.file as never, proof);
    await expect(market.reenterUpload(task.id))
      .to.be.revertedWithCustomError(market, "InferenceRoundNotVoid")
      .withArgs(task.id, (await market.taskOf(task.id)).round);
    await commitUpload(suite, task);
    await beacon.request();
    await networkHelpers.mine(Number(await beacon.roundTimeout()) + 1);
    // Nobody is late who waits for a seed.
    expect(await statusOf(suite, task)).to.equal("Validated");
    await market.reenterUpload(task.id);
    await answerRound(suite);
    const proofs = await proveUpload(suite, task, await nodeOf(suite, task));
    await market.reportResultUploaded([reportOf(task)], proofs as never);
    expect(await statusOf(suite, task)).to.equal("EndSuccess");
  });

  it("draws a task in another round when its own is void", async () => {
    const { market, beacon } = suite;
    const task = await createTask(suite);
    const { round } = await market.taskOf(task.id);
    await beacon.request();
    await networkHelpers.mine(Number(await beacon.roundTimeout()) + 1 - 60);
    await networkHelpers.mine(60);
    const deadline = await market.deadlineOf(task.id);
    expect(deadline).to.be.lessThan(BigInt(await networkHelpers.time.latestBlock()) + 1n);
    // A queue this patient is over before a round is void.
    await market.connect(suite.stranger).abortTask(task.id, task.file as never);
    await market.skipEntry(task.id);
    const next = await createTask(suite);
    await drawTasks(suite, next);
    expect(await statusOf(suite, next)).to.equal("Started");
    expect((await market.taskOf(next.id)).round).to.equal(round + 1n);
  });

  it("refuses what somebody else says, and files of other tasks", async () => {
    const { market, application, stranger } = suite;
    const task = await drawSampled(suite, false);
    const inclusion = await inclusionOf(suite, 1, "0x01");
    await expect(
      market.connect(stranger).reportParametersUploaded(task.id, task.file as never, inclusion, `0x${"00".repeat(65)}`),
    )
      .to.be.revertedWithCustomError(market, "InferenceNotAllowed")
      .withArgs(task.id, stranger, application);
    const unknown = { ...inclusion, publisher: stranger.address };
    await expect(market.connect(application).reportParametersUploaded(task.id, task.file as never, unknown, "0x"))
      .to.be.revertedWithCustomError(market, "InferenceUnknownPublisher")
      .withArgs(task.id, stranger);
    const file = { ...task.file, order: { ...task.file.order, createdAt: 1n } };
    const { record } = await market.taskOf(task.id);
    await expect(market.connect(application).reportParametersUploaded(task.id, file as never, inclusion, "0x"))
      .to.be.revertedWithCustomError(market, "InferenceWrongFile")
      .withArgs(task.id, (given: string) => given !== record, record);
    await uploadParameters(suite, task);
    const score = { scoreCommitment: hashText("score"), resultRoot: hashText("result") };
    await expect(market.connect(stranger).submitScore(task.id, score))
      .to.be.revertedWithCustomError(market, "InferenceNotAllowed")
      .withArgs(task.id, stranger, (await nodeOf(suite, task)).signer);
    await submitScore(suite, task);
    await expect(market.connect(stranger).collectRefund(task.id, task.file as never))
      .to.be.revertedWithCustomError(market, "InferenceNothingDue")
      .withArgs(task.id);
  });

  it("takes parameters from anybody who has the creator's signature", async () => {
    const { market, availability, application, stranger, deployment } = suite;
    const task = await drawSampled(suite, false);
    await availability.publishBytes(1, market, task.id, "0x01");
    const inclusion = await inclusionOf(suite, 1, "0x01");
    const domain = {
      name: "Muster InferenceMarket",
      version: "1",
      chainId: deployment.chainId,
      verifyingContract: await market.getAddress(),
    };
    const types = {
      Parameters: [
        { name: "task", type: "bytes32" },
        { name: "dataHash", type: "bytes32" },
      ],
    };
    const signature = await application.signTypedData(domain, types, { task: task.id, dataHash: inclusion.dataHash });
    await market.connect(stranger).reportParametersUploaded(task.id, task.file as never, inclusion, signature);
    expect(await statusOf(suite, task)).to.equal("ParametersUploaded");
  });

  it("admits the best of a queue when a node could be drawn for it, and nothing else", async () => {
    const { market, nodes, stranger, beacon, escrow, native } = suite;
    const tasks = [await createTask(suite, { size: 1_000n }), await createTask(suite, { size: 500n })];
    for (const { signer } of nodes) await market.connect(signer).pauseNode();
    await drawTasks(suite, ...tasks);
    const queue = await market.queueOf(tasks[0]!.id);
    expect(await market.queueState(queue)).to.deep.equal([2n, tasks[1]!.id]);
    await expect(market.connect(stranger).admitTask(queue, nodes[0]!.operator))
      .to.be.revertedWithCustomError(market, "InferenceNothingToAdmit")
      .withArgs(queue, nodes[0]!.operator);
    await market.connect(nodes[0]!.signer).resumeNode();
    const entry = await beacon.entryFee();
    const earned = await escrow.creditOf(beacon, native);
    await expect(market.connect(stranger).admitTask(queue, nodes[0]!.operator, { value: entry })).to.emit(
      market,
      "TaskReentered",
    );
    expect(await escrow.creditOf(beacon, native)).to.equal(earned + entry);
    await drawTasks(suite, tasks[1]!);
    expect(await statusOf(suite, tasks[1]!)).to.equal("Started");
    expect(await statusOf(suite, tasks[0]!)).to.equal("Queued");
    // Cancelling is possible as long as no seed can have chosen a node.
    await market.connect(suite.application).abortTask(tasks[0]!.id, tasks[0]!.file as never);
    expect((await market.queueState(queue))[0]).to.equal(0n);
    expect(await escrow.creditOf(ZeroAddress, native)).to.equal(0n);
  });
});
