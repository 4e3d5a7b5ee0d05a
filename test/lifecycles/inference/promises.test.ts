import { expect } from "chai";
import { concat, getBytes, id as hashText, keccak256, toBeHex } from "ethers";
import { network } from "hardhat";

import type { Blob } from "../../../sdk/availability/blob.ts";
import { buildTree } from "../../../sdk/availability/buildTree.ts";
import { encryptParameters } from "../../../sdk/cipher/encryptParameters.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { hashParametersCommitment } from "../../../sdk/inference/hashParametersCommitment.ts";
import { inferenceTypes } from "../../../sdk/inference/inferenceTypes.ts";
import { ParametersMismatchError } from "../../../sdk/inference/parametersMismatchError.ts";
import { receiveParameters } from "../../../sdk/inference/receiveParameters.ts";
import { taskContextOf } from "../../../sdk/inference/taskContextOf.ts";
import { failures, FAR, playGroup, SCORE, specOf, storedStatuses } from "../../helpers/inferenceGroups.ts";
import {
  commitUpload,
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  nodeOf,
  proveUpload,
  reportOf,
  scoreTask,
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
const { networkHelpers } = connection;
const { fee, nodeStake, minimumStake, sampling } = inferenceDefaults;
const NODE_SECRET = hashText("a node's secret").replace("0x", "0x00").slice(0, 66);

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection, { sampling: { samplingModulus: 2 } });
}

describe("InferenceMarket: what its model promised", () => {
  let suite: InferenceSuite;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
  });

  /** A blob of a task, as its leaf tells it. */
  async function blobOf({ id }: TestTask, kind: Blob["kind"], dataHash: string): Promise<Blob> {
    return { kind, market: await suite.market.getAddress(), taskId: id, dataHash, size: 1_000n };
  }

  describe("1: roots of what is served, and Merkle proofs on the chain", () => {
    it("takes a blob that leads to a published root, and no other", async () => {
      const { market, availability, application, publisher } = suite;
      const task = await drawSampled(suite, false);
      const blob = await blobOf(task, "Parameters", hashText("encrypted parameters"));
      const tree = buildTree([blob, await blobOf(task, "Parameters", hashText("somebody else's"))]);
      const { size, dataHash } = blob;
      const inclusion = { publisher: publisher.address, root: tree.root, dataHash, size, proof: tree.proofOf(blob) };
      const report = (said: typeof inclusion) =>
        market.connect(application).reportParametersUploaded(task.id, task.file as never, said, "0x");
      await expect(report(inclusion))
        .to.be.revertedWithCustomError(availability, "AvailabilityUnknownRoot")
        .withArgs(publisher, tree.root);

      await availability.connect(publisher).publishRoot(tree.root);

      const altered = buildTree([{ ...blob, size: size + 1n }, await blobOf(task, "Parameters", hashText("x"))]);
      await expect(report({ ...inclusion, proof: altered.proofOf({ ...blob, size: size + 1n }) }))
        .to.be.revertedWithCustomError(availability, "AvailabilityUnknownRoot")
        .withArgs(publisher, (root: string) => root !== tree.root);
      await expect(report(inclusion)).to.emit(market, "TaskParametersUploaded");
    });
  });

  describe("2: parameters and results are encrypted", () => {
    it("shows parameters to the node that was drawn, and to nobody else", async () => {
      const task = await createTask(suite);
      const [parameters, salt] = [getBytes(hashText("a prompt")), hashText("salt")];
      const { chainId } = suite.deployment;
      const scope = { chainId, market: await suite.market.getAddress(), id: task.id };
      const context = taskContextOf({ ...scope, kind: "Parameters" });
      const sent = getBytes(concat([salt, parameters]));
      const ciphertext = encryptParameters({
        parameters: sent,
        nodeKey: encryptionPublicKey(NODE_SECRET),
        context,
      });
      const commitment = hashParametersCommitment({ parametersHash: keccak256(parameters), salt });

      expect(receiveParameters({ ...scope, ciphertext, secretKey: NODE_SECRET, commitment })).to.deep.equal(parameters);
      const other = toBeHex(BigInt(NODE_SECRET) - 1n, 32);
      expect(() => receiveParameters({ ...scope, ciphertext, secretKey: other, commitment })).to.throw(
        ParametersMismatchError,
      );
      expect(Buffer.from(ciphertext).includes(Buffer.from(parameters))).to.equal(false);
    });

    it("proves that a result was encrypted to the application's key, whatever else was", async () => {
      const { market } = suite;
      const task = await scoreTask(suite, false);
      await validateSingle(suite, task);
      const node = await nodeOf(suite, task);
      await commitUpload(suite, task);
      await answerRound(suite);
      const others = { ...suite, keys: { ...suite.keys, encryptionKey: suite.keys.vrfKey } };
      const proofs = await proveUpload(others, task, node);
      await expect(market.reportResultUploaded([reportOf(task)], proofs as never))
        .to.be.revertedWithCustomError(market, "InferenceBadProof")
        .withArgs(task.id);
    });
  });

  describe("3: a group has one set of parameters", () => {
    it("opens the commitments of all three to one hash, or to nothing", async () => {
      const tasks = await playGroup(suite, [SCORE, SCORE, SCORE]);
      const others = tasks.map((task) => ({ ...task, parametersHash: hashText("other parameters") }));
      await expect(validateGroup(suite, others))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongOpening")
        .withArgs(tasks[0]!.id);
      await expect(validateGroup(suite, tasks)).to.emit(suite.market, "TaskValidated");
    });

    it("lets a node refuse parameters that are not what was committed to, at no cost to it", async () => {
      const { ParametersMismatch } = failures;
      const tasks = await playGroup(suite, [SCORE, SCORE, ParametersMismatch]);
      await validateGroup(suite, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndAborted"]);
      expect(await suite.registry.slashableOf((await nodeOf(suite, tasks[2]!)).operator)).to.equal(nodeStake);
    });
  });

  describe("4: what is uploaded is what was scored", () => {
    it("refuses a proof of another result than the one that was committed with the score", async () => {
      const { market } = suite;
      const task = await scoreTask(suite, false);
      await validateSingle(suite, task);
      await commitUpload(suite, task);
      await answerRound(suite);
      const proofs = await proveUpload(suite, task, await nodeOf(suite, task), hashText("another result"));
      await expect(market.reportResultUploaded([reportOf(task)], proofs as never))
        .to.be.revertedWithCustomError(market, "InferenceBadProof")
        .withArgs(task.id);
      expect(await statusOf(suite, task)).to.equal("Validated");
    });

    it("does not let a node exchange the result after the score", async () => {
      const { market } = suite;
      const task = await scoreTask(suite, false);
      await validateSingle(suite, task);
      const { record } = await market.taskOf(task.id);
      task.file = { ...task.file, score: { ...task.file.score, resultRoot: hashText("another result") } };
      await expect(commitUpload(suite, task))
        .to.be.revertedWithCustomError(market, "InferenceWrongFile")
        .withArgs(task.id, (given: string) => given !== record, record);
    });
  });

  describe("5: the creation's event tells the sampling seed", () => {
    it("tells the round of which the seed is made, as soon as the round is answered", async () => {
      const { market, beacon } = suite;
      const task = await createTask(suite);
      const [event] = await market.queryFilter(market.filters.TaskCreated(task.id));
      await expect(market.samplingSeedOf(task.id))
        .to.be.revertedWithCustomError(beacon, "BeaconRoundUnanswered")
        .withArgs(event!.args.round);
      await answerRound(suite);
      const purpose = hashText("muster.inference.sampling");
      const [seed] = await beacon.seedOf(event!.args.round, market, task.id, purpose);
      expect(await market.samplingSeedOf(task.id)).to.equal(BigInt(seed));
    });
  });

  describe("6: the application reports the upload", () => {
    it("does, and no relay has to", async () => {
      const task = await drawSampled(suite, false);
      await uploadParameters(suite, task);
      expect(await statusOf(suite, task)).to.equal("ParametersUploaded");
      await submitScore(suite, task);
      await validateSingle(suite, task);
      await expect(uploadResult(suite, task)).to.emit(suite.market, "TaskEndSuccess");
    });
  });

  describe("7: an application cannot cheat on the sampling number", () => {
    it("cannot exchange the key that gives it once the task is created", async () => {
      const { market, application, keys } = suite;
      const task = await scoreTask(suite, true);
      const [event] = await market.queryFilter(market.filters.ApplicationRegistered(application));
      const { data } = (await event!.getTransaction())!;
      const [, eighth] = market.interface.decodeFunctionData("registerApplication", data);
      const point = [keys.vrfKey[0], 2n ** 256n - 2n ** 32n - 977n - keys.vrfKey[1]];
      const others = { ...keys, vrfKey: point };
      await market.connect(application).registerApplication(others as never, [eighth[0], eighth[1]]);
      const file = { ...task.file, order: { ...task.file.order, keys: others } };
      const { record } = await market.taskOf(task.id);
      await expect(validateSingle(suite, { ...task, file: file as never }))
        .to.be.revertedWithCustomError(market, "InferenceWrongFile")
        .withArgs(task.id, (given: string) => given !== record, record);
    });
  });

  describe("8: a node is drawn at random", () => {
    it("depends on the round's seed, not on the block", async () => {
      const { market } = suite;
      const task = await createTask(suite);
      await answerRound(suite);
      const snapshot = await networkHelpers.takeSnapshot();
      await market.startTask(task.id);
      const { node } = await market.taskOf(task.id);
      for (const blocks of [1, 7, 50]) {
        await snapshot.restore();
        await networkHelpers.mine(blocks);
        await market.startTask(task.id);
        expect((await market.taskOf(task.id)).node).to.equal(node);
      }
    });
  });

  describe("9: validation bears a member that was aborted", () => {
    for (const gone of ["late", "queued"] as const) {
      it(`compares the others when the third is ${gone}`, async () => {
        const tasks = await playGroup(suite, [SCORE, SCORE, gone]);
        await validateGroup(suite, tasks);
        expect(await storedStatuses(suite, tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndAborted"]);
      });
    }
  });

  describe("10: three errors abort three tasks", () => {
    it("ends all alike, and pays the creator three fees back", async () => {
      const { escrow, application, native } = suite;
      const { ExecutionFailed: failed } = failures;
      const tasks = await playGroup(suite, [failed, failed, failed]);
      const credit = await escrow.creditOf(application, native);
      await validateGroup(suite, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(Array(3).fill("EndAborted"));
      expect(await escrow.creditOf(application, native)).to.equal(credit + 3n * fee);
    });
  });

  describe("11: quality of service is speed", () => {
    it("weighs a node more that was quick than one that took its time", async () => {
      const { market } = suite;
      const served: Record<string, bigint> = {};
      for (const blocks of [1, 90]) {
        const task = await drawSampled(suite, false);
        await uploadParameters(suite, task);
        await networkHelpers.mine(blocks);
        await submitScore(suite, task);
        served[blocks] = (await market.taskOf(task.id)).place;
      }
      expect(served[1]! > served[90]!).to.equal(true);
    });
  });

  describe("13: a group runs on one class of card", () => {
    it("refuses a sibling that names a card where the first named none", async () => {
      const first = await scoreTask(suite, true, {}, SCORE);
      const named = await createTask(suite, { ...specOf(first), requiredGpu: 1n }, first.guid);
      const plain = await createTask(suite, specOf(first), first.guid);
      await drawTasks(suite, named, plain);
      for (const sibling of [named, plain]) {
        await uploadParameters(suite, sibling);
        await submitScore(suite, sibling, SCORE);
      }
      await expect(validateGroup(suite, [first, named, plain]))
        .to.be.revertedWithCustomError(suite.market, "InferenceBadGroup")
        .withArgs(first.id, named.id);
    });
  });

  describe("14: what is slashed goes to the treasury", () => {
    it("goes there wholly, and to neither creator nor accusers", async () => {
      const { registry, escrow, native, nodes, application } = suite;
      const treasury = await registry.treasury();
      const tasks = await playGroup(suite, [FAR, SCORE, SCORE]);
      const [before, credit] = [await escrow.creditOf(treasury, native), await escrow.creditOf(application, native)];
      await validateGroup(suite, tasks);
      const slashed = (nodeStake * BigInt(sampling.slashBps)) / 10_000n;
      expect(await escrow.creditOf(treasury, native)).to.equal(before + slashed);
      expect(await escrow.creditOf(application, native)).to.equal(credit + 2n * fee);
      for (const { signer } of nodes) expect(await escrow.creditOf(signer, native)).to.equal(0n);
    });
  });

  describe("15: stake counts in the draw", () => {
    it("weighs who staked twice the minimum twice as much as who staked that", async () => {
      suite = await deployInference(connection, { stakes: [minimumStake, 2n * minimumStake] });
      const { market, nodes } = suite;
      const weights = await Promise.all(nodes.map(({ operator }) => market.nodeOf(operator)));
      const [light, heavy] = weights.map(({ weight }) => Number(weight));
      expect(Math.abs(heavy! / 2 - light!)).to.be.at.most(1);
      const [, listed] = await market.listedAt(1, 0, 1);
      expect(Number(listed)).to.equal(heavy);
    });
  });

  describe("16: an abort waits for the deadline", () => {
    const stages = {
      Started: async () => drawSampled(suite, false),
      ParametersUploaded: async () => {
        const task = await drawSampled(suite, false);
        await uploadParameters(suite, task);
        return task;
      },
      ScoreReady: async () => scoreTask(suite, false),
      Validated: async () => {
        const task = await scoreTask(suite, false);
        await validateSingle(suite, task);
        return task;
      },
    };
    for (const [status, reach] of Object.entries(stages)) {
      it(`in ${status}, for creator and node alike`, async () => {
        const { market, application } = suite;
        const task = await reach();
        expect(await statusOf(suite, task)).to.equal(status);
        const deadline = await market.deadlineOf(task.id);
        for (const account of [application, (await nodeOf(suite, task)).signer]) {
          const now = await networkHelpers.time.latestBlock();
          await expect(market.connect(account).abortTask(task.id, task.file as never))
            .to.be.revertedWithCustomError(market, "InferenceWrongTime")
            .withArgs(task.id, now + 1, deadline);
        }
      });
    }
  });

  describe("17: nobody chooses what fine-tuned models are asked once their nodes are drawn", () => {
    it("takes the questions from parameters that were committed to before the draw, alike for all three", async () => {
      const tasks = await playGroup(suite, [SCORE, SCORE, FAR], { taskType: inferenceTypes.FineTune });
      const others = tasks.map((task) => ({ ...task, parametersHash: hashText("questions after the draw") }));
      await expect(validateGroup(suite, others))
        .to.be.revertedWithCustomError(suite.market, "InferenceWrongOpening")
        .withArgs(tasks[0]!.id);
      await validateGroup(suite, tasks);
      expect(await storedStatuses(suite, tasks)).to.deep.equal(["GroupValidated", "EndGroupRefund", "EndInvalidated"]);
    });
  });
});
