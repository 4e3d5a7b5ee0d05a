import { expect } from "chai";
import { getBytes, toBeHex } from "ethers";
import { network } from "hardhat";

import { readVerifyingKey } from "../../../scripts/circuits/readVerifyingKey.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { drawChallenges, CHALLENGE } from "../../../sdk/inference/drawChallenges.ts";
import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import type { Groth16Proof } from "../../../sdk/proofs/groth16Proof.ts";
import { Groth16Verifier__factory } from "../../../typechain-types/index.ts";
import { mineBefore } from "../../helpers/dispatchMoves.ts";
import {
  commitUpload,
  createSiblings,
  deployInference,
  drawSampled,
  type InferenceSuite,
  inferenceDefaults,
  nodeOf,
  proveSampling,
  statusOf,
  submitScore,
  type TestTask,
  uploadParameters,
  validateGroup,
  reportOf,
} from "../../helpers/inferenceMarket.ts";
import { createRandom } from "../../helpers/random.ts";
import { createRealUpload, type RealUpload } from "../../helpers/realUpload.ts";
import { answerRound, type TestOperator } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { fee } = inferenceDefaults;
const random = createRandom("several real uploads");
const applicationSecret = toBeHex(random.bits(240), 32);
const applicationKey = encryptionPublicKey(applicationSecret);
const ephemeralSecret = toBeHex(random.bits(240), 32);
/** Three chunks, of which two are challenged; the last of one byte. */
const [CHUNKS, CHALLENGES] = [3, 2];
const RESULT = getBytes(random.bytes((CHUNKS - 1) * 496 + 1));
const SCORE = "0x0123456789abcdef";
const verifyingKey = readVerifyingKey("result-upload");

/** A validated task whose upload is committed. */
async function commitOne(suite: InferenceSuite) {
  const { market } = suite;
  const task = await drawSampled(suite, false);
  await uploadParameters(suite, task);
  const node = await nodeOf(suite, task);
  const upload = await uploadFor(suite, task, node);
  await submitScore(suite, task, SCORE, upload.resultRoot);
  const { proof } = await proveSampling(suite, task);
  await market.validateSingleTask(task.id, task.file as never, proof);
  await commitUpload(suite, task, node, upload.record);
  return { task, node, upload };
}

/** Two tasks of two nodes, each challenged at one chunk, and the proofs. */
async function deploySeveral() {
  const suite = await deployInference(connection, { verifyingKey, applicationSecret });
  const committed = [await commitOne(suite), await commitOne(suite)];
  await answerRound(suite);
  const tasks = committed.map(({ task }) => task) as [TestTask, TestTask];
  const proofs: Groth16Proof[] = [];
  for (const { task, upload } of committed) {
    const [index] = await suite.market.challengesOf(task.id, CHUNKS);
    proofs.push((await upload.prove(Number(index))).proof);
  }
  return { suite, tasks, proofs, nodes: committed.map(({ node }) => node) };
}

/** A validated task whose upload is committed and challenged at several chunks, and the proofs of these. */
async function deployChallenged() {
  const sampling = { challenges: CHALLENGES };
  const suite = await deployInference(connection, { verifyingKey, applicationSecret, sampling });
  const { market } = suite;
  const { task, node, upload } = await commitOne(suite);
  await answerRound(suite);

  const indices = (await market.challengesOf(task.id, CHUNKS)).map(Number);
  const unasked = [...Array(CHUNKS).keys()].find((each) => !indices.includes(each))!;
  const proofs: Groth16Proof[] = [];
  for (const index of indices) proofs.push((await upload.prove(index)).proof);
  const verifier = Groth16Verifier__factory.connect(await market.proofs(), ethers.provider);
  return { suite, task, node, verifier, indices, proofs, unasked: (await upload.prove(unasked)).proof };
}

/** Three nodes that computed the same, disclosed as a group; the first may upload. */
async function deployAgreed() {
  const suite = await deployInference(connection, { verifyingKey, applicationSecret });
  const first = await drawSampled(suite, true);
  await uploadParameters(suite, first);
  const { resultRoot } = await uploadFor(suite, first, await nodeOf(suite, first));
  await submitScore(suite, first, SCORE, resultRoot);
  const siblings = await createSiblings(suite, first, [undefined, undefined]);
  for (const sibling of siblings) await submitScore(suite, sibling, SCORE, resultRoot);
  const tasks = [first, ...siblings] as [TestTask, TestTask, TestTask];
  await validateGroup(suite, tasks);
  return { suite, tasks, first: await nodeOf(suite, first), second: await nodeOf(suite, tasks[1]) };
}

async function uploadFor({ market }: InferenceSuite, { id }: TestTask, node: TestOperator): Promise<RealUpload> {
  const context = await market.uploadContextOf(id, node.operator);
  return createRealUpload({ bytes: RESULT, applicationKey, context, ephemeralSecret });
}

type Stage = Awaited<ReturnType<typeof deployChallenged>>;

async function report({ suite, task }: Stage, proofs: Groth16Proof[]) {
  return suite.market.reportResultUploaded([reportOf(task)], proofs);
}

describe("InferenceMarket: uploads with several real proofs", function () {
  this.timeout(120_000);

  describe("several challenged chunks", () => {
    it("are those that the package draws of the seed", async () => {
      const { suite, task, indices } = await networkHelpers.loadFixture(deployChallenged);
      const { round } = await suite.market.taskOf(task.id);
      const [seed] = await suite.beacon.seedOf(round, suite.market, task.id, CHALLENGE);
      expect(drawChallenges({ seed, challenges: CHALLENGES, chunkCount: CHUNKS })).to.deep.equal(indices);
    });

    it("are paid for when all of them are proven", async () => {
      const stage = await networkHelpers.loadFixture(deployChallenged);
      const { suite, task, node, proofs } = stage;
      await expect(report(stage, proofs))
        .to.emit(suite.market, "TaskEndSuccess")
        .withArgs(task.id, suite.application, node.operator, fee);
    });

    it("are refused when another chunk is proven in place of one, whichever it is", async () => {
      const stage = await networkHelpers.loadFixture(deployChallenged);
      const { suite, task, proofs, unasked } = stage;
      for (const at of proofs.keys()) {
        await expect(report(stage, proofs.with(at, unasked)))
          .to.be.revertedWithCustomError(suite.market, "InferenceBadProof")
          .withArgs(task.id);
      }
    });

    it("revert when one of them is missing", async () => {
      const stage = await networkHelpers.loadFixture(deployChallenged);
      await expect(report(stage, stage.proofs.slice(1)))
        .to.be.revertedWithCustomError(stage.verifier, "Groth16BatchMismatched")
        .withArgs(BigInt(CHALLENGES), BigInt(CHALLENGES - 1));
    });
  });

  describe("several tasks in one batch", () => {
    it("are all paid", async () => {
      const { suite, tasks, proofs, nodes } = await networkHelpers.loadFixture(deploySeveral);
      const { market, escrow, native, stranger } = suite;
      expect(await escrow.heldBy(market, native)).to.equal(2n * fee);

      await market.connect(stranger).reportResultUploaded(
        tasks.map((task) => reportOf(task)),
        proofs,
      );

      for (const task of tasks) expect(await statusOf(suite, task)).to.equal("EndSuccess");
      const credits = await Promise.all(nodes.map(async ({ signer }) => escrow.creditOf(signer, native)));
      expect(credits).to.deep.equal([fee, fee]);
    });

    it("are all left as they were when one proof is not its own", async () => {
      const { suite, tasks, proofs } = await networkHelpers.loadFixture(deploySeveral);
      const reports = tasks.map((task) => reportOf(task));
      for (const mixed of [proofs.toReversed(), [proofs[0]!, proofs[0]!], [proofs[1]!, proofs[1]!]]) {
        await expect(suite.market.reportResultUploaded(reports, mixed))
          .to.be.revertedWithCustomError(suite.market, "InferenceBadProof")
          .withArgs(tasks[0].id);
      }
    });

    it("are refused when one is told twice", async () => {
      const { suite, tasks, proofs } = await networkHelpers.loadFixture(deploySeveral);
      const { id } = tasks[0];
      const over = inferenceStatuses.indexOf("EndSuccess");
      await expect(
        suite.market.reportResultUploaded([reportOf(tasks[0]), reportOf(tasks[0])], [proofs[0]!, proofs[0]!]),
      )
        .to.be.revertedWithCustomError(suite.market, "InferenceBadMove")
        .withArgs(id, over, over);
    });

    it("must be some", async () => {
      const { suite } = await networkHelpers.loadFixture(deploySeveral);
      const verifier = Groth16Verifier__factory.connect(await suite.market.proofs(), ethers.provider);
      await expect(suite.market.reportResultUploaded([], []))
        .to.be.revertedWithCustomError(verifier, "Groth16BatchMismatched")
        .withArgs(0n, 0n);
    });
  });

  it("shares a group's fee for the upload of the second, when the first was late, and refuses the first's proof", async () => {
    const { suite, tasks, first, second } = await networkHelpers.loadFixture(deployAgreed);
    const { market, escrow, native } = suite;
    const [task, sibling] = tasks;
    const late = await uploadFor(suite, task, first);
    await commitUpload(suite, task, first, late.record);
    await answerRound(suite);
    await mineBefore(suite, await market.deadlineOf(task.id));
    await market.connect(suite.stranger).abortTask(task.id, task.file as never);

    const upload = await uploadFor(suite, task, second);
    await commitUpload(suite, task, second, upload.record);
    await answerRound(suite);
    const [index] = (await market.challengesOf(task.id, CHUNKS)).map(Number);
    const ids = tasks.map(({ id }) => id);
    const send = async ({ prove }: RealUpload) => {
      const { proof } = await prove(index!);
      return market.reportResultUploaded([reportOf(task, ids, sibling.file)], [proof]);
    };

    await expect(send(late)).to.be.revertedWithCustomError(market, "InferenceBadProof").withArgs(task.id);
    await send(upload);

    expect(await statusOf(suite, task)).to.equal("EndGroupSuccess");
    expect(await escrow.creditOf(second.signer, native)).to.be.greaterThan(0n);
    expect(await escrow.heldBy(market, native)).to.equal(0n);
  });
});
