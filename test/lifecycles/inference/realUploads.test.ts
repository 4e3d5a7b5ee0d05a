import { expect } from "chai";
import { getBytes, toBeHex } from "ethers";
import { network } from "hardhat";

import { readVerifyingKey } from "../../../scripts/circuits/readVerifyingKey.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { drawChallenges, CHALLENGE } from "../../../sdk/inference/drawChallenges.ts";
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

/** A validated task whose upload is committed and challenged at several chunks, and the proofs of these. */
async function deployChallenged() {
  const sampling = { challenges: CHALLENGES };
  const suite = await deployInference(connection, { verifyingKey, applicationSecret, sampling });
  const { market } = suite;
  const task = await drawSampled(suite, false);
  await uploadParameters(suite, task);
  const node = await nodeOf(suite, task);
  const upload = await uploadFor(suite, task, node);
  await submitScore(suite, task, SCORE, upload.resultRoot);
  const { proof } = await proveSampling(suite, task);
  await market.validateSingleTask(task.id, task.file as never, proof);
  await commitUpload(suite, task, node, upload.record);
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
  return suite.market.reportResultUploaded(task.id, task.file as never, [], task.file as never, proofs);
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
      return market.reportResultUploaded(task.id, task.file as never, ids, sibling.file as never, [proof]);
    };

    await expect(send(late)).to.be.revertedWithCustomError(market, "InferenceBadProof").withArgs(task.id);
    await send(upload);

    expect(await statusOf(suite, task)).to.equal("EndGroupSuccess");
    expect(await escrow.creditOf(second.signer, native)).to.be.greaterThan(0n);
    expect(await escrow.heldBy(market, native)).to.equal(0n);
  });
});
