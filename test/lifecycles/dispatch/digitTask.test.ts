import { readFileSync } from "node:fs";

import { expect } from "chai";
import { network } from "hardhat";

import { loadShrunkDigits } from "../../../scripts/models/loadShrunkDigits.ts";
import type { DigitModel } from "../../../sdk/digits/digitModel.ts";
import { digitTermsHash } from "../../../sdk/digits/digitTermsHash.ts";
import { proveDigit, type ProveDigitReturnType } from "../../../sdk/digits/proveDigit.ts";
import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { proofContextOf } from "../../../sdk/dispatch/proofContextOf.ts";
import { PayoutPolicy, ProofType } from "../../../sdk/dispatch/taskTerms.ts";
import { defaults } from "../../helpers/defaults.ts";
import { buildRequest, recordOf, resultOf, runnerAt, submitDrawn, type TestTask } from "../../helpers/dispatch.ts";
import { dispatcherOf, mineBefore, settle } from "../../helpers/dispatchMoves.ts";
import { readCircuitFiles } from "../../helpers/readCircuitFiles.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const model = JSON.parse(readFileSync("circuits/models/digits.json", "utf8")) as DigitModel;
const { heldOut } = loadShrunkDigits();
const [digit, other] = [heldOut[700]!, heldOut[1_400]!];
const files = readCircuitFiles("inference-mlp");
/** Gas that the Dispatcher gives a verifier. */
const JUDGE_GAS = 2_000_000n;

async function deployDigits() {
  const suite = await deployTestSuite(connection);
  const proof = {
    proofType: ProofType.Groth16,
    verifier: await suite.digitVerifier.getAddress(),
    termsHash: digitTermsHash(model, digit.pixels),
  };
  const terms = { proof, payoutPolicy: PayoutPolicy.AllValid };
  const { task, order } = await submitDrawn(suite, { numRunners: 2, terms });
  const [first, second] = order as [DrawnPosition, DrawnPosition];
  const firstProof = await prove(suite, task, first);
  const twin = await submitDrawn(suite, { numRunners: 2, terms });
  return { suite, task, first, second, firstProof, twin };
}

/** Recognises and proves the task's digit, or another picture, as the runner of a position. */
async function prove(
  { deployment }: TestSuite,
  { id }: TestTask,
  { controller }: DrawnPosition,
  pixels = digit.pixels,
): Promise<ProveDigitReturnType> {
  const { chainId, addresses } = deployment;
  const context = proofContextOf({ chainId, dispatcher: addresses.dispatcher, id, runner: controller });
  return proveDigit({ model, pixels, context, ...files });
}

async function send(suite: TestSuite, task: TestTask, drawn: DrawnPosition, { result, proof }: ProveDigitReturnType) {
  const { position, hint } = drawn;
  return dispatcherOf(suite, drawn).submitResult(task.id, task.terms, { position, hint }, result, proof);
}

async function expectRefused(suite: TestSuite, task: TestTask, drawn: DrawnPosition, given: ProveDigitReturnType) {
  await expect(send(suite, task, drawn, given))
    .to.be.revertedWithCustomError(suite.dispatcher, "DispatchProofRefused")
    .withArgs(task.id, drawn.controller, task.terms.proof.verifier);
}

describe("Dispatcher: tasks of proof type Groth16", function () {
  this.timeout(120_000);

  it("pays two runners who each prove the digit themselves", async () => {
    const { suite, task, first, second, firstProof } = await networkHelpers.loadFixture(deployDigits);
    await expect(send(suite, task, first, firstProof))
      .to.emit(suite.dispatcher, "ResultSubmitted")
      .withArgs(
        task.id,
        first.controller,
        BigInt(first.operator),
        BigInt(first.position),
        resultOf(BigInt(digit.label)),
      );
    await send(suite, task, second, await prove(suite, task, second));

    const { record } = await recordOf(suite, task);
    await mineBefore(suite, BigInt(record.sealedAt) + BigInt(defaults.consumeBlocks) + 1n);
    await settle(suite, task, record);
    for (const drawn of [first, second]) {
      const { signer } = runnerAt(suite, drawn);
      expect(await suite.escrow.creditOf(signer, suite.native)).to.equal(defaults.paymentPerRunner);
    }
  });

  it("refuses a runner who resends another's proof", async () => {
    const { suite, task, first, second, firstProof } = await networkHelpers.loadFixture(deployDigits);
    await send(suite, task, first, firstProof);
    await expectRefused(suite, task, second, firstProof);
  });

  it("refuses another digit than the proven one", async () => {
    const { suite, task, first, firstProof } = await networkHelpers.loadFixture(deployDigits);
    const result = resultOf(BigInt((digit.label + 1) % 10));
    await expectRefused(suite, task, first, { ...firstProof, result });
  });

  it("refuses a proof of another picture than the task's", async () => {
    const { suite, task, first } = await networkHelpers.loadFixture(deployDigits);
    await expectRefused(suite, task, first, await prove(suite, task, first, other.pixels));
  });

  it("refuses a proof of a task with the same picture", async () => {
    const { suite, task, first, twin } = await networkHelpers.loadFixture(deployDigits);
    const resent = await prove(suite, twin.task, first);
    const { chainId, addresses } = suite.deployment;
    const runner = first.controller;
    const context = proofContextOf({ chainId, dispatcher: addresses.dispatcher, id: twin.task.id, runner });
    const { termsHash } = task.terms.proof;
    expect(await suite.digitVerifier.verify(termsHash, context, resent.result, resent.proof)).to.equal(true);
    await expectRefused(suite, task, first, resent);
  });

  it("leaves four fifths of a verifier's gas unused", async () => {
    const { suite, task, first, firstProof } = await networkHelpers.loadFixture(deployDigits);
    const { chainId, addresses } = suite.deployment;
    const runner = first.controller;
    const context = proofContextOf({ chainId, dispatcher: addresses.dispatcher, id: task.id, runner });
    const { termsHash } = task.terms.proof;
    const gas = await suite.digitVerifier.verify.estimateGas(termsHash, context, firstProof.result, firstProof.proof);
    expect(gas < JUDGE_GAS / 5n, `${gas}`).to.equal(true);
  });

  it("refuses the task when nobody vetted the verifier", async () => {
    const { suite, task } = await networkHelpers.loadFixture(deployDigits);
    const { proof } = task.terms;
    await suite.dispatcher.setVetted(proof.verifier, false);
    const request = buildRequest(suite, { terms: { proof } });
    await expect(suite.dispatcher.connect(suite.actor).submitTask(request))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchBadProofRequest")
      .withArgs(BigInt(ProofType.Groth16), proof.verifier);
  });
});
