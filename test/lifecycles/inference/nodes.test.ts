import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import { expect } from "chai";
import { AbiCoder, id as hashText, keccak256, toBeHex } from "ethers";
import { network } from "hardhat";

import {
  createTask,
  deployInference,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  joinNode,
  nodeOf,
  type TestTask,
  uploadParameters,
} from "../../helpers/inferenceMarket.ts";
import { answerRequest, answerRound, type TestOperator } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { periods, executionBlocks, minimumStake, nodeStake, version } = inferenceDefaults;

const STATUS = {
  None: 0n,
  Available: 1n,
  Busy: 2n,
  PendingPause: 3n,
  Paused: 4n,
  PendingQuit: 5n,
  Quit: 6n,
  Slashed: 7n,
} as const;
const MAJOR = version >> 16n;
const NEXT_MAJOR = version + (1n << 16n);
const NEXT_PATCH = version + 1n;
/** Three quarters of 255: more stake than counts, and the quality of service of whom nobody has met. */
const FULL_WEIGHT = 191n;
const FIRST_QOS = 5_000n;
/** What `nodeStake` vouches for: stake x 5,000 x 2 / (3 x 10,000 x 9), down to a power of two, less one. */
const FEE_LIMIT = (1n << 61n) - 1n;
const MAX_NODE_MODELS = 32;
const MAX_NUMBER = (1n << 24n) - 1n;
const LANES = 16;
const LANE_LIMIT = 0xffffn;
/** Nodes that a draw lets in on its way. */
const LET_IN = 4;
const MAX_MISSES = 3;
const MODELS = [hashText("model"), hashText("another model")];

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection);
}

describe("InferenceMarket: nodes", () => {
  describe("joinAsNode", () => {
    it("lists the node with its weight and the fee it may be trusted with", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const node = await joinNewcomer(suite);

      const { weight, feeLimit, qos, position, status, controller, stake } = await market.nodeOf(node.operator);
      expect([weight, feeLimit, qos, position, status]).to.deep.equal([
        FULL_WEIGHT,
        FEE_LIMIT,
        FIRST_QOS,
        5n,
        STATUS.Available,
      ]);
      expect([controller, stake]).to.deep.equal([node.signer.address, nodeStake]);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([5n, 5n]);
      expect(await market.listedAt(MAJOR, 0, 4)).to.deep.equal([BigInt(node.operator), FULL_WEIGHT]);
    });

    it("weighs the pool's minimum half of what counts at most", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const node = await joinNewcomer(suite, { stake: minimumStake });

      const { weight, feeLimit } = await suite.market.nodeOf(node.operator);
      expect([weight, feeLimit]).to.deep.equal([95n, (1n << 55n) - 1n]);
    });

    it("says what the node holds, what it weighs, and that it is there", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { signer, operator } = await seatNewcomer(suite);

      const joining = market.connect(signer).joinAsNode(1, version, MODELS);

      await expect(joining).to.emit(market, "NodeMoved").withArgs(operator, STATUS.None, STATUS.Available);
      await expect(joining).to.emit(market, "NodeDescribed").withArgs(operator, 1n, version, MODELS);
      await expect(joining).to.emit(market, "NodeWeighed").withArgs(operator, FULL_WEIGHT, FEE_LIMIT, FIRST_QOS);
      await expect(joining).to.emit(market, "NodeListed").withArgs(operator);
    });

    it("keeps apart who has another card or another major version", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      await joinNewcomer(suite, { gpu: 1 });
      await joinNewcomer(suite, { version: NEXT_MAJOR }, 1);

      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([4n, 4n]);
      expect(await market.nodeCount(MAJOR, 1)).to.deep.equal([1n, 1n]);
      expect(await market.nodeCount(NEXT_MAJOR >> 16n, 0)).to.deep.equal([1n, 1n]);
    });

    it("is for members of the market's pool", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, registry, stranger } = suite;
      const { signer, operator } = await seatNewcomer(suite);
      await registry.connect(signer).leavePool(await market.pool());

      await expect(market.connect(signer).joinAsNode(0, version, []))
        .to.be.revertedWithCustomError(market, "InferenceNodeNotMember")
        .withArgs(signer.address, operator);
      await expect(market.connect(stranger).joinAsNode(0, version, []))
        .to.be.revertedWithCustomError(market, "InferenceNodeNotMember")
        .withArgs(stranger.address, 0n);
    });

    it("takes no operator whose number does not fit a list", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      await setOperatorCount(suite, MAX_NUMBER - 1n);
      const last = await joinNewcomer(suite);
      const { signer, operator } = await seatNewcomer(suite, 1);

      await expect(market.connect(signer).joinAsNode(0, version, []))
        .to.be.revertedWithCustomError(market, "InferenceNodeNumberTooHigh")
        .withArgs(operator, MAX_NUMBER);
      expect(await market.listedAt(MAJOR, 0, 4)).to.deep.equal([BigInt(last.operator), FULL_WEIGHT]);
    });

    it("knows the classes of graphics cards", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { signer } = await seatNewcomer(suite);

      await expect(market.connect(signer).joinAsNode(2, version, []))
        .to.be.revertedWithCustomError(market, "InferenceUnknownGpu")
        .withArgs(2n);
    });

    it("takes as many models as count, and no more", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { signer } = await seatNewcomer(suite);
      const models = Array.from({ length: MAX_NODE_MODELS + 1 }, (_, index) => hashText(`model ${index}`));

      await expect(market.connect(signer).joinAsNode(0, version, models))
        .to.be.revertedWithCustomError(market, "InferenceTooManyModels")
        .withArgs(MAX_NODE_MODELS + 1, MAX_NODE_MODELS);
      await expect(market.connect(signer).joinAsNode(0, version, models.slice(1))).to.emit(market, "NodeListed");
    });

    it("refuses a node that is there already", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[0]!;

      await expect(market.connect(signer).joinAsNode(0, version, []))
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(operator, STATUS.Available, STATUS.Available);
    });

    it("refuses whom a full class has no room for", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { signer } = await seatNewcomer(suite);
      await fillLane(suite, 1n);
      const desk = await ethers.getContractAt("NodeDesk", await market.getAddress());

      await expect(market.connect(signer).joinAsNode(1, version, []))
        .to.be.revertedWithCustomError(desk, "LanesFull")
        .withArgs(1n);
    });

    it("takes back who quit", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[0]!;
      await market.connect(signer).quitNode();

      await expect(market.connect(signer).joinAsNode(0, version, []))
        .to.emit(market, "NodeMoved")
        .withArgs(operator, STATUS.Quit, STATUS.Available);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([4n, 4n]);
    });
  });

  describe("pauseNode", () => {
    it("takes an available node off its list, where the last takes its place", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const [first, second, third, last] = nodes.map(({ operator }) => BigInt(operator));

      await expect(market.connect(nodes[0]!.signer).pauseNode())
        .to.emit(market, "NodeMoved")
        .withArgs(first, STATUS.Available, STATUS.Paused);

      expect(await listOf(market)).to.deep.equal([last, second, third]);
      expect((await market.nodeOf(last!)).position).to.equal(1n);
      expect((await market.nodeOf(first!)).position).to.equal(0n);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 4n]);
    });

    it("lets a busy node rest when its task has ended", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task, node } = await startTask(suite);
      const pausing = market.connect(node.signer).pauseNode();
      await expect(pausing).to.emit(market, "NodeMoved").withArgs(node.operator, STATUS.Busy, STATUS.PendingPause);

      await expect(endUnfed(suite, task))
        .to.emit(market, "NodeMoved")
        .withArgs(node.operator, STATUS.PendingPause, STATUS.Paused);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 4n]);
    });

    it("refuses a node that rests, or will", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { node } = await startTask(suite);
      await market.connect(node.signer).pauseNode();
      const idle = nodes.find(({ operator }) => operator !== node.operator)!;
      await market.connect(idle.signer).pauseNode();

      await expect(market.connect(idle.signer).pauseNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(idle.operator, STATUS.Paused, STATUS.Paused);
      await expect(market.connect(node.signer).pauseNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(node.operator, STATUS.PendingPause, STATUS.PendingPause);
    });

    it("refuses a node that quit, or will", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { node } = await startTask(suite);
      await market.connect(node.signer).quitNode();
      const idle = nodes.find(({ operator }) => operator !== node.operator)!;
      await market.connect(idle.signer).quitNode();

      await expect(market.connect(idle.signer).pauseNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(idle.operator, STATUS.Quit, STATUS.PendingPause);
      await expect(market.connect(node.signer).pauseNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(node.operator, STATUS.PendingQuit, STATUS.PendingPause);
    });

    it("knows only who joined", async () => {
      const { market, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(market.connect(stranger).pauseNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeNotMember")
        .withArgs(stranger.address, 0n);
    });
  });

  describe("resumeNode", () => {
    it("lists a paused node again, weighed anew", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, registry, nodes } = suite;
      const { signer, operator } = nodes[0]!;
      await market.connect(signer).pauseNode();
      await registry.stake(operator, 9n * nodeStake, { value: 9n * nodeStake });

      const resuming = market.connect(signer).resumeNode();

      await expect(resuming).to.emit(market, "NodeMoved").withArgs(operator, STATUS.Paused, STATUS.Available);
      await expect(resuming)
        .to.emit(market, "NodeWeighed")
        .withArgs(operator, FULL_WEIGHT, (1n << 65n) - 1n, FIRST_QOS);
      await expect(resuming).to.emit(market, "NodeListed").withArgs(operator);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([4n, 4n]);
    });

    it("lets a busy node that asked for rest go on after its task", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task, node } = await startTask(suite);
      await market.connect(node.signer).pauseNode();

      await expect(market.connect(node.signer).resumeNode())
        .to.emit(market, "NodeMoved")
        .withArgs(node.operator, STATUS.PendingPause, STATUS.Busy);
      await expect(endUnfed(suite, task)).to.emit(market, "NodeListed").withArgs(node.operator);
    });

    it("refuses a node that is there, or will quit", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { node } = await startTask(suite);
      await market.connect(node.signer).quitNode();
      const idle = nodes.find(({ operator }) => operator !== node.operator)!;

      await expect(market.connect(idle.signer).resumeNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(idle.operator, STATUS.Available, STATUS.Available);
      await expect(market.connect(node.signer).resumeNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(node.operator, STATUS.PendingQuit, STATUS.Available);
    });
  });

  describe("quitNode", () => {
    it("lets an available node go at once", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[3]!;

      await expect(market.connect(signer).quitNode())
        .to.emit(market, "NodeMoved")
        .withArgs(operator, STATUS.Available, STATUS.Quit);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 3n]);
    });

    it("lets a paused node go at once", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[0]!;
      await market.connect(signer).pauseNode();

      await expect(market.connect(signer).quitNode())
        .to.emit(market, "NodeMoved")
        .withArgs(operator, STATUS.Paused, STATUS.Quit);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 3n]);
    });

    it("lets a busy node go when its task has ended, even if it had asked for rest", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task, node } = await startTask(suite);
      await market.connect(node.signer).pauseNode();
      await expect(market.connect(node.signer).quitNode())
        .to.emit(market, "NodeMoved")
        .withArgs(node.operator, STATUS.PendingPause, STATUS.PendingQuit);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 4n]);

      await expect(endUnfed(suite, task))
        .to.emit(market, "NodeMoved")
        .withArgs(node.operator, STATUS.PendingQuit, STATUS.Quit);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 3n]);
    });

    it("refuses a node that quit", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[0]!;
      await market.connect(signer).quitNode();

      await expect(market.connect(signer).quitNode())
        .to.be.revertedWithCustomError(market, "InferenceNodeBadMove")
        .withArgs(operator, STATUS.Quit, STATUS.PendingQuit);
    });
  });

  describe("describeNode", () => {
    it("moves the node to the list of its new version", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[0]!;

      await expect(market.connect(signer).describeNode(NEXT_MAJOR, MODELS))
        .to.emit(market, "NodeDescribed")
        .withArgs(operator, 0n, NEXT_MAJOR, MODELS);

      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 3n]);
      expect(await market.nodeCount(NEXT_MAJOR >> 16n, 0)).to.deep.equal([1n, 1n]);
      expect(await market.listedAt(NEXT_MAJOR >> 16n, 0, 0)).to.deep.equal([BigInt(operator), FULL_WEIGHT]);
    });

    it("notes the bits of the models", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { signer, operator } = nodes[0]!;
      await market.connect(signer).describeNode(NEXT_PATCH, MODELS);

      const node = await market.nodeOf(operator);
      const bits = MODELS.reduce((sum, model) => sum | (1n << (BigInt(model) % 48n)), 0n);
      expect([node.version, node.models]).to.deep.equal([NEXT_PATCH, bits]);
    });

    it("leaves a busy node off the lists", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { node } = await startTask(suite);
      await market.connect(node.signer).describeNode(NEXT_MAJOR, []);

      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([3n, 3n]);
      expect(await market.nodeCount(NEXT_MAJOR >> 16n, 0)).to.deep.equal([0n, 1n]);
    });

    it("takes no more models than count", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const models = Array<string>(MAX_NODE_MODELS + 1).fill(hashText("model"));

      await expect(market.connect(nodes[0]!.signer).describeNode(version, models))
        .to.be.revertedWithCustomError(market, "InferenceTooManyModels")
        .withArgs(MAX_NODE_MODELS + 1, MAX_NODE_MODELS);
    });

    it("changes nothing that a closed round may draw by", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { round } = await closeRound(suite);

      await expect(market.connect(nodes[0]!.signer).describeNode(NEXT_PATCH, MODELS))
        .to.be.revertedWithCustomError(market, "InferenceRoundUndrawn")
        .withArgs(round);
    });
  });

  describe("weighNode", () => {
    it("looks at the stake anew, whoever asks", async () => {
      const { market, registry, nodes, stranger } = await networkHelpers.loadFixture(fixture);
      const { operator } = nodes[1]!;
      await registry.stake(operator, 9n * nodeStake, { value: 9n * nodeStake });

      await expect(market.connect(stranger).weighNode(operator))
        .to.emit(market, "NodeWeighed")
        .withArgs(operator, FULL_WEIGHT, (1n << 65n) - 1n, FIRST_QOS);
      expect((await market.nodeOf(operator)).stake).to.equal(10n * nodeStake);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([4n, 4n]);
    });

    it("trusts a node with nothing when it unstaked", async () => {
      const { market, registry, nodes } = await networkHelpers.loadFixture(fixture);
      const { operator, signer } = nodes[1]!;
      await registry.connect(signer).leavePool(await market.pool());
      await registry.connect(signer).unstake(nodeStake);

      await expect(market.weighNode(operator)).to.emit(market, "NodeWeighed").withArgs(operator, 1n, 0n, FIRST_QOS);
    });

    it("knows only who joined", async () => {
      const { market, governor } = await networkHelpers.loadFixture(fixture);

      await expect(market.weighNode(99))
        .to.be.revertedWithCustomError(market, "InferenceNodeNotMember")
        .withArgs(governor.address, 99n);
    });

    it("changes nothing that a closed round may draw by", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { round } = await closeRound(suite);

      await expect(market.weighNode(nodes[0]!.operator))
        .to.be.revertedWithCustomError(market, "InferenceRoundUndrawn")
        .withArgs(round);
    });
  });

  describe("given a draw", () => {
    it("takes who is drawn off the list, where the last takes its place", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const before = await listOf(market);
      const { node } = await startTask(suite);

      const index = before.indexOf(BigInt(node.operator));
      const last = before.at(-1)!;
      const after = before.slice(0, -1).map((operator, place) => (place === index ? last : operator));
      expect(await listOf(market)).to.deep.equal(after);
      expect((await market.nodeOf(node.operator)).position).to.equal(0n);
      const places = await Promise.all(after.map(async (operator) => (await market.nodeOf(operator)).position));
      expect(places).to.deep.equal([1n, 2n, 3n]);
    });

    it("makes the drawn node busy, and available again when the task ends", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const task = await createTask(suite);
      await answerRound(suite);
      const drawing = market.startTask(task.id);
      await expect(drawing).to.emit(market, "NodeMoved").withArgs(anyValue, STATUS.Available, STATUS.Busy);
      const { operator } = await nodeOf(suite, task);

      const ending = endUnfed(suite, task);

      await expect(ending).to.emit(market, "NodeMoved").withArgs(operator, STATUS.Busy, STATUS.Available);
      await expect(ending).to.emit(market, "NodeListed").withArgs(operator);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([4n, 4n]);
    });
  });

  describe("given a closed round that is not drawn", () => {
    it("makes a node wait that resumes, and lets it in afterwards", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const [other, node] = nodes as [TestOperator, TestOperator];
      await pauseAllBut(suite, other);
      const { task } = await closeRound(suite);
      await expect(market.connect(node.signer).resumeNode()).not.to.emit(market, "NodeListed");
      expect((await market.nodeOf(node.operator)).isWaiting).to.equal(true);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([1n, 4n]);

      await answerRequest(suite);
      await expect(market.enterWaiting(1)).not.to.emit(market, "NodeListed");
      await market.startTask(task.id);
      expect((await nodeOf(suite, task)).operator).to.equal(other.operator);

      await expect(market.enterWaiting(1)).to.emit(market, "NodeListed").withArgs(node.operator);
      expect((await market.nodeOf(node.operator)).isWaiting).to.equal(false);
      expect(await listOf(market)).to.deep.equal([BigInt(node.operator)]);
    });

    it("lets in as many as are asked for, in their order", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task } = await closeRound(suite);
      const waiting = await joinNewcomers(suite, 3);
      await answerRequest(suite);
      await market.startTask(task.id);
      const before = await listOf(market);

      await market.enterWaiting(2);

      const entered = waiting.slice(0, 2).map(({ operator }) => BigInt(operator));
      expect(await listOf(market)).to.deep.equal([...before, ...entered]);
    });

    it("makes a node wait whose task ends", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task, node } = await startTask(suite);
      await closeRound(suite);

      await expect(endUnfed(suite, task)).not.to.emit(market, "NodeListed");
      const { status, isWaiting } = await market.nodeOf(node.operator);
      expect([status, isWaiting]).to.deep.equal([STATUS.Available, true]);
    });

    it("draws who waits in the next round that closes", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      await pauseAllBut(suite, nodes[0]!);
      const { task } = await closeRound(suite);
      const node = await joinNewcomer(suite);
      await answerRequest(suite);
      await market.startTask(task.id);
      const next = await createTask(suite);
      await answerRound(suite);

      const drawing = market.startTask(next.id);

      await expect(drawing).to.emit(market, "NodeListed").withArgs(node.operator);
      await expect(drawing).to.emit(market, "NodeMoved").withArgs(node.operator, STATUS.Available, STATUS.Busy);
    });

    it("asks for those to be let in first who are too many for a draw", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task } = await closeRound(suite);
      await joinNewcomers(suite, LET_IN + 2);
      await answerRequest(suite);
      await market.startTask(task.id);
      const next = await createTask(suite);
      await answerRound(suite);
      const { round } = await market.taskOf(next.id);

      await expect(market.startTask(next.id))
        .to.be.revertedWithCustomError(market, "InferenceNodesWaiting")
        .withArgs(round, 2n);
      await market.enterWaiting(2);
      await expect(market.startTask(next.id)).to.emit(market, "TaskStarted");
    });

    it("keeps who waits from stopping and from changing", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      await closeRound(suite);
      const { signer, operator } = await joinNewcomer(suite);
      const node = market.connect(signer);
      const calls = [
        () => node.pauseNode(),
        () => node.quitNode(),
        () => node.describeNode(NEXT_PATCH, []),
        () => node.weighNode(operator),
      ];

      for (const call of calls) {
        await expect(call()).to.be.revertedWithCustomError(market, "InferenceNodeWaiting").withArgs(operator);
      }
    });

    it("still draws a node that pauses, which rests afterwards", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { signer, operator } = nodes[0]!;
      await pauseAllBut(suite, nodes[0]!);
      const { task } = await closeRound(suite);
      const pausing = market.connect(signer).pauseNode();
      await expect(pausing).to.emit(market, "NodeMoved").withArgs(operator, STATUS.Available, STATUS.PendingPause);

      await answerRequest(suite);
      await market.startTask(task.id);
      expect((await nodeOf(suite, task)).operator).to.equal(operator);
      expect((await market.nodeOf(operator)).status).to.equal(STATUS.PendingPause);

      await expect(endUnfed(suite, task))
        .to.emit(market, "NodeMoved")
        .withArgs(operator, STATUS.PendingPause, STATUS.Paused);
    });

    it("still draws a node that quits, which goes afterwards", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { signer, operator } = nodes[0]!;
      await pauseAllBut(suite, nodes[0]!);
      const { task } = await closeRound(suite);
      await market.connect(signer).quitNode();
      await answerRequest(suite);
      await market.startTask(task.id);
      expect((await nodeOf(suite, task)).operator).to.equal(operator);

      await expect(endUnfed(suite, task))
        .to.emit(market, "NodeMoved")
        .withArgs(operator, STATUS.PendingQuit, STATUS.Quit);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([0n, 3n]);
    });

    it("lets a node that paused change its mind", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { signer, operator } = nodes[0]!;
      await closeRound(suite);
      await market.connect(signer).pauseNode();

      await expect(market.connect(signer).resumeNode())
        .to.emit(market, "NodeMoved")
        .withArgs(operator, STATUS.PendingPause, STATUS.Available);
      expect((await market.nodeOf(operator)).position).to.equal(1n);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([4n, 4n]);
    });
  });

  describe("settleNode", () => {
    it("lets a node rest that paused and was not drawn", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, stranger } = suite;
      const { idle } = await stopAndDraw(suite, "pauseNode");

      await expect(market.connect(stranger).settleNode(idle.operator))
        .to.emit(market, "NodeMoved")
        .withArgs(idle.operator, STATUS.PendingPause, STATUS.Paused);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([0n, 4n]);
    });

    it("lets a node go that quit and was not drawn", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { idle } = await stopAndDraw(suite, "quitNode");

      await expect(market.settleNode(idle.operator))
        .to.emit(market, "NodeMoved")
        .withArgs(idle.operator, STATUS.PendingQuit, STATUS.Quit);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([0n, 3n]);
    });

    it("comes when the round is drawn, and not before", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { signer, operator } = nodes[0]!;
      const { round } = await closeRound(suite);
      await market.connect(signer).pauseNode();

      await expect(market.settleNode(operator))
        .to.be.revertedWithCustomError(market, "InferenceRoundUndrawn")
        .withArgs(round);
    });

    it("refuses a node that did not ask to stop", async () => {
      const { market, nodes } = await networkHelpers.loadFixture(fixture);
      const { operator } = nodes[0]!;

      await expect(market.settleNode(operator))
        .to.be.revertedWithCustomError(market, "InferenceNodeSettled")
        .withArgs(operator, STATUS.Available);
    });

    it("refuses a node that has a task", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { drawn } = await stopAndDraw(suite, "pauseNode");

      await expect(market.settleNode(drawn.operator))
        .to.be.revertedWithCustomError(market, "InferenceNodeSettled")
        .withArgs(drawn.operator, STATUS.PendingPause);
    });
  });

  describe("given missed deadlines", () => {
    it("weighs a node less after each", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market } = suite;
      const { task, node } = await startTask(suite);

      await expect(missDeadline(suite, task))
        .to.emit(market, "NodeWeighed")
        .withArgs(node.operator, 183n, FEE_LIMIT, 4_375n);
      expect((await market.nodeOf(node.operator)).misses).to.equal(1n);
    });

    it("pauses a node that missed three in a row", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { operator } = nodes[0]!;
      await pauseAllBut(suite, nodes[0]!);
      await missDeadlines(suite, MAX_MISSES - 1);
      const { task } = await startTask(suite);

      const ending = missDeadline(suite, task);

      await expect(ending).to.emit(market, "NodeKickedOut").withArgs(operator);
      await expect(ending).to.emit(market, "NodeMoved").withArgs(operator, STATUS.Busy, STATUS.Paused);
      expect(await market.nodeCount(MAJOR, 0)).to.deep.equal([0n, 4n]);
    });

    it("counts them anew once the node resumes", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, nodes } = suite;
      const { signer, operator } = nodes[0]!;
      await pauseAllBut(suite, nodes[0]!);
      await missDeadlines(suite, MAX_MISSES);
      expect((await market.nodeOf(operator)).misses).to.equal(MAX_MISSES);

      await market.connect(signer).resumeNode();

      const { misses, status } = await market.nodeOf(operator);
      expect([misses, status]).to.deep.equal([0n, STATUS.Available]);
    });

    it("lays a creator's lateness at no node's door", async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { task, node } = await startTask(suite);
      await endUnfed(suite, task);

      const { misses, qos } = await suite.market.nodeOf(node.operator);
      expect([misses, qos]).to.deep.equal([0n, FIRST_QOS]);
    });
  });

  describe("addGpu", () => {
    it("adds a class of graphics card", async () => {
      const { market } = await networkHelpers.loadFixture(fixture);

      await expect(market.addGpu("RTX 5090", 32)).to.emit(market, "GpuAdded").withArgs(2n, "RTX 5090", 32n);
      expect(await market.vramOf(2)).to.equal(32n);
      expect(await market.vramOf(3)).to.equal(0n);
      expect(await market.vramOf(LANES)).to.equal(0n);
    });

    it("is governance's", async () => {
      const { market, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(market.connect(stranger).addGpu("RTX 5090", 32))
        .to.be.revertedWithCustomError(market, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });

    it("adds none without memory", async () => {
      const { market } = await networkHelpers.loadFixture(fixture);

      await expect(market.addGpu("Abacus", 0))
        .to.be.revertedWithCustomError(market, "InferenceBadGpu")
        .withArgs(2n, 0n);
    });

    it("adds sixteen, and no more", async () => {
      const { market } = await networkHelpers.loadFixture(fixture);
      for (let gpu = 2; gpu < LANES; ++gpu) await market.addGpu(`Card ${gpu}`, gpu);

      await expect(market.addGpu("One too many", 8))
        .to.be.revertedWithCustomError(market, "InferenceBadGpu")
        .withArgs(LANES, 8n);
      expect(await market.vramOf(LANES - 1)).to.equal(LANES - 1);
    });
  });
});

/** An account after those of the fixture's nodes. */
async function newcomerOf({ nodes }: InferenceSuite, index: number) {
  return (await ethers.getSigners())[nodes.length + 4 + index]!;
}

/** Seats a new operator in the market's pool, without joining as a node. */
async function seatNewcomer(suite: InferenceSuite, index = 0): Promise<TestOperator> {
  const { registry, market } = suite;
  const signer = await newcomerOf(suite, index);
  await registry.connect(signer).register([], signer, "");
  const operator = await registry.operatorOf(signer);
  await registry.stake(operator, nodeStake, { value: nodeStake });
  await registry.connect(signer).joinPool(await market.pool(), "0x");
  return { signer, operator: Number(operator) };
}

async function joinNewcomer(suite: InferenceSuite, settings: Parameters<typeof joinNode>[2] = {}, index = 0) {
  return joinNode(suite, await newcomerOf(suite, index), settings);
}

async function joinNewcomers(suite: InferenceSuite, count: number): Promise<TestOperator[]> {
  const joined: TestOperator[] = [];
  for (let index = 0; index < count; ++index) joined.push(await joinNewcomer(suite, {}, index));
  return joined;
}

/** Operators in the list of the fixture's nodes, in its order. */
async function listOf(market: InferenceSuite["market"]): Promise<bigint[]> {
  const { available } = await market.nodeCount(MAJOR, 0);
  const places = Array.from({ length: Number(available) }, (_, index) => index);
  return Promise.all(places.map(async (index) => (await market.listedAt(MAJOR, 0, index)).operator));
}

/** Leaves one of the fixture's nodes on the list, so that the draw has no choice. */
async function pauseAllBut({ market, nodes }: InferenceSuite, ...left: readonly TestOperator[]): Promise<void> {
  for (const node of nodes) {
    if (!left.includes(node)) await market.connect(node.signer).pauseNode();
  }
}

async function startTask(suite: InferenceSuite): Promise<{ task: TestTask; node: TestOperator }> {
  const task = await createTask(suite);
  await drawTasks(suite, task);
  return { task, node: await nodeOf(suite, task) };
}

/** Closes a round with one task, without drawing its node. */
async function closeRound(suite: InferenceSuite): Promise<{ task: TestTask; round: bigint }> {
  const task = await createTask(suite);
  await suite.beacon.request();
  return { task, round: (await suite.market.taskOf(task.id)).round };
}

/** Two nodes stop while a round is closed that draws one of them. */
async function stopAndDraw(suite: InferenceSuite, stop: "pauseNode" | "quitNode") {
  const { market, nodes } = suite;
  const [first, second] = nodes as [TestOperator, TestOperator];
  await pauseAllBut(suite, first, second);
  const { task } = await closeRound(suite);
  await market.connect(first.signer)[stop]();
  await market.connect(second.signer)[stop]();
  await answerRequest(suite);
  await market.startTask(task.id);
  const drawn = await nodeOf(suite, task);
  return { drawn, idle: drawn.operator === first.operator ? second : first };
}

/** Ends a started task whose creator uploads no parameters. */
async function endUnfed({ market }: InferenceSuite, task: TestTask) {
  await networkHelpers.mine(periods.parameters);
  return market.abortTask(task.id, task.file as never);
}

/** Ends a started task whose node does not answer. */
async function missDeadline(suite: InferenceSuite, task: TestTask) {
  await uploadParameters(suite, task);
  await networkHelpers.mine(executionBlocks);
  return suite.market.abortTask(task.id, task.file as never);
}

async function missDeadlines(suite: InferenceSuite, count: number): Promise<void> {
  for (let miss = 0; miss < count; ++miss) await missDeadline(suite, (await startTask(suite)).task);
}

/** Writes how many operators there are: registering them all would take weeks. */
async function setOperatorCount({ registry }: InferenceSuite, count: bigint): Promise<void> {
  const address = await registry.getAddress();
  const known = await registry.operatorCount();
  for (let place = 0n; place < 16n * 8n * 4n; ++place) {
    const [slot, shift] = [place / 32n, (place % 32n) * 8n];
    const word = BigInt(await networkHelpers.getStorageAt(address, slot));
    if (((word >> shift) & 0xffffffffn) !== known) continue;
    const changed = word + ((count - known) << shift);
    await networkHelpers.setStorageAt(address, slot, toBeHex(changed, 32));
    if ((await registry.operatorCount()) === count) return;
    await networkHelpers.setStorageAt(address, slot, toBeHex(word, 32));
  }
  throw new Error("No slot of the registry holds the number of operators.");
}

/** Writes that as many nodes of a class have joined as can be counted. */
async function fillLane({ market }: InferenceSuite, gpu: bigint): Promise<void> {
  const address = await market.getAddress();
  for (let slot = 0n; slot < 32n; ++slot) {
    const place = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [MAJOR, slot])));
    const word = BigInt(await networkHelpers.getStorageAt(address, place));
    await networkHelpers.setStorageAt(address, place, toBeHex(word | (LANE_LIMIT << (gpu * 16n)), 32));
    if ((await market.nodeCount(MAJOR, gpu)).joined === LANE_LIMIT) return;
    await networkHelpers.setStorageAt(address, place, toBeHex(word, 32));
  }
  throw new Error("No slot of the market holds how many nodes have joined.");
}
