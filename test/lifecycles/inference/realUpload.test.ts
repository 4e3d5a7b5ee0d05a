import { expect } from "chai";
import { getBytes, toBeHex } from "ethers";
import { network } from "hardhat";

import { readVerifyingKey } from "../../../scripts/circuits/readVerifyingKey.ts";
import { decryptResult } from "../../../sdk/cipher/decryptResult.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import type { UploadRecord } from "../../../sdk/inference/inferenceOrder.ts";
import { keyIdOf } from "../../../sdk/proofs/keyIdOf.ts";
import type { ProveCircuitReturnType } from "../../../sdk/proofs/proveCircuit.ts";
import { Groth16Verifier__factory } from "../../../typechain-types/index.ts";
import { collectBytes } from "../../helpers/collectBytes.ts";
import {
  commitUpload,
  deployInference,
  drawSampled,
  inferenceDefaults,
  nodeOf,
  proveSampling,
  statusOf,
  submitScore,
  uploadParameters,
  reportOf,
} from "../../helpers/inferenceMarket.ts";
import { createRandom } from "../../helpers/random.ts";
import { createRealUpload } from "../../helpers/realUpload.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { fee } = inferenceDefaults;
const random = createRandom("real uploads");
const applicationSecret = toBeHex(random.bits(240), 32);
const applicationKey = encryptionPublicKey(applicationSecret);
const strangerKey = encryptionPublicKey(toBeHex(random.bits(240), 32));
const [ephemeralSecret, otherSecret] = [toBeHex(random.bits(240), 32), toBeHex(random.bits(240), 32)];
/** Two chunks, the last of one byte. */
const CHUNKS = 2;
const RESULT = getBytes(random.bytes((CHUNKS - 1) * 496 + 1));
const OTHER_RESULT = getBytes(random.bytes((CHUNKS - 1) * 496 + 1));
const SCORE = "0x0123456789abcdef";
const verifyingKey = readVerifyingKey("result-upload");

/** A task that was not sampled, with its parameters uploaded; its node; and what the node computes. */
async function deployStarted() {
  const suite = await deployInference(connection, { verifyingKey, applicationSecret });
  const task = await drawSampled(suite, false);
  await uploadParameters(suite, task);
  const node = await nodeOf(suite, task);
  const verifier = Groth16Verifier__factory.connect(await suite.market.proofs(), ethers.provider);
  const context = await suite.market.uploadContextOf(task.id, node.operator);
  const honest = await createRealUpload({ bytes: RESULT, applicationKey, context, ephemeralSecret });
  return { suite, task, node, verifier, context, honest };
}

type Stage = Awaited<ReturnType<typeof deployStarted>>;

/** Commits score and upload, has the challenge drawn, and says which chunks it names. */
async function commit(
  { suite, task }: Stage,
  { resultRoot, record }: { readonly resultRoot: string; readonly record: UploadRecord },
): Promise<number[]> {
  const { market } = suite;
  await submitScore(suite, task, SCORE, resultRoot);
  const { proof } = await proveSampling(suite, task);
  await market.validateSingleTask(task.id, task.file as never, proof);
  await commitUpload(suite, task, undefined, record);
  await answerRound(suite);
  return (await market.challengesOf(task.id, record.chunkCount)).map(Number);
}

async function report({ suite, task }: Stage, { proof }: ProveCircuitReturnType) {
  return suite.market.reportResultUploaded([reportOf(task)], [proof]);
}

/** Reports a proof that holds, but not of what the chain asks. */
async function expectRefused(stage: Stage, proven: ProveCircuitReturnType): Promise<void> {
  const { suite, task, verifier } = stage;
  expect(await verifier.verify(keyIdOf(verifyingKey), proven.inputs, proven.proof)).to.equal(true);
  await expect(report(stage, proven))
    .to.be.revertedWithCustomError(suite.market, "InferenceBadProof")
    .withArgs(task.id);
}

describe("InferenceMarket: uploads with real proofs", function () {
  this.timeout(120_000);

  let stage: Stage;
  beforeEach(async () => {
    stage = await networkHelpers.loadFixture(deployStarted);
  });

  it("pays the node, and the application decrypts what was committed", async () => {
    const { suite, task, node, honest, context } = stage;
    const [index] = await commit(stage, honest);

    await expect(report(stage, await honest.prove(index!)))
      .to.emit(suite.market, "TaskEndSuccess")
      .withArgs(task.id, suite.application, node.operator, fee);

    expect(await statusOf(suite, task)).to.equal("EndSuccess");
    expect(await suite.escrow.creditOf(node.signer, suite.native)).to.equal(fee);
    const { upload, ciphertext } = honest;
    const opened = decryptResult({ ...upload, ciphertext: [ciphertext], secretKey: applicationSecret, context });
    expect(Buffer.from(await collectBytes(opened)).equals(RESULT)).to.equal(true);
  });

  it("refuses a proof of another chunk than the challenged one", async () => {
    const { honest } = stage;
    const [index] = await commit(stage, honest);
    await expectRefused(stage, await honest.prove((index! + 1) % CHUNKS));
  });

  it("refuses when another result was committed with the score", async () => {
    const { honest, context } = stage;
    const other = await createRealUpload({ bytes: OTHER_RESULT, applicationKey, context, ephemeralSecret });
    const [index] = await commit(stage, { resultRoot: other.resultRoot, record: honest.record });
    await expectRefused(stage, await honest.prove(index!));
  });

  it("refuses when another ciphertext was uploaded", async () => {
    const { honest, context } = stage;
    const other = await createRealUpload({ bytes: OTHER_RESULT, applicationKey, context, ephemeralSecret });
    const { ciphertextRoot } = other.record;
    const [index] = await commit(stage, { ...honest, record: { ...honest.record, ciphertextRoot } });
    await expectRefused(stage, await honest.prove(index!));
  });

  it("refuses when another ephemeral key was committed", async () => {
    const { honest, context } = stage;
    const other = await createRealUpload({
      ...{ bytes: RESULT, applicationKey, context },
      ephemeralSecret: otherSecret,
    });
    const { ephemeralKey } = other.record;
    const [index] = await commit(stage, { ...honest, record: { ...honest.record, ephemeralKey } });
    await expectRefused(stage, await honest.prove(index!));
  });

  it("refuses when fewer chunks were committed than there are", async () => {
    const { honest } = stage;
    const [index] = await commit(stage, { ...honest, record: { ...honest.record, chunkCount: 1n } });
    expect(index).to.equal(0);
    await expectRefused(stage, await honest.prove(0));
  });

  it("refuses an upload that was made for another task", async () => {
    const { suite, node, honest } = stage;
    const context = await suite.market.uploadContextOf(ethers.id("another task"), node.operator);
    const resent = await createRealUpload({ bytes: RESULT, applicationKey, context, ephemeralSecret });
    const [index] = await commit(stage, resent);
    expect(resent.resultRoot).to.equal(honest.resultRoot);
    await expectRefused(stage, await resent.prove(index!));
  });

  it("refuses an upload that another node made", async () => {
    const { suite, task, node } = stage;
    const context = await suite.market.uploadContextOf(task.id, node.operator + 1);
    const copied = await createRealUpload({ bytes: RESULT, applicationKey, context, ephemeralSecret });
    const [index] = await commit(stage, copied);
    await expectRefused(stage, await copied.prove(index!));
  });

  it("refuses an upload that was encrypted to another's key", async () => {
    const { context } = stage;
    const hidden = await createRealUpload({
      ...{ bytes: RESULT, context, ephemeralSecret },
      applicationKey: strangerKey,
    });
    const [index] = await commit(stage, hidden);
    await expectRefused(stage, await hidden.prove(index!));
  });
});
