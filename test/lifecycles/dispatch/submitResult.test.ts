import { expect } from "chai";
import { type Contract, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { SELECTION } from "../../../sdk/dispatch/selectionSeed.ts";
import { type ProofRequest, ProofType } from "../../../sdk/dispatch/taskTerms.ts";
import { encodeResultSchema } from "../../../sdk/schema/resultSchema.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  completeWithCallback,
  orderOf,
  recordOf,
  resultOf,
  runnerAt,
  submit,
  submitDrawn,
  type TestTask,
  idOf,
} from "../../helpers/dispatch.ts";
import {
  advance,
  dispatcherOf,
  expire,
  mineBefore,
  miss,
  nextBlock,
  settle,
  skip,
} from "../../helpers/dispatchMoves.ts";
import { answerRound, deployTestSuite, seatOperator, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const MODEL = ethers.id("model");
const VerifierMood = { Honest: 0, Refuse: 1, Revert: 2, BurnGas: 3, ReturnBomb: 4, AnswerTwo: 5 } as const;

async function suiteFixture(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

async function drawnFixture(): Promise<{ suite: TestSuite; task: TestTask; order: DrawnPosition[] }> {
  const suite = await deployTestSuite(connection);
  return { suite, ...(await submitDrawn(suite)) };
}

/** A task whose results must come with a proof. */
async function provenFixture() {
  const suite = await deployTestSuite(connection);
  const verifier = (await ethers.deployContract("VerifierMock")) as unknown as Contract;
  await suite.dispatcher.setVetted(verifier, true);
  const proof = { proofType: ProofType.Groth16, verifier: await verifier.getAddress(), termsHash: MODEL };
  return { suite, verifier, ...(await submitDrawn(suite, { terms: { proof } })) };
}

/** A task whose results a contract judges. */
async function customFixture() {
  const suite = await deployTestSuite(connection);
  const validator = (await ethers.deployContract("VerifierMock")) as unknown as Contract;
  const schema = encodeResultSchema({ kind: "Custom", maxBytes: 64n });
  const schemaValidator = await validator.getAddress();
  return { suite, validator, ...(await submitDrawn(suite, { terms: { schema, schemaValidator } })) };
}

/** Submits raw bytes from a position, with a proof. */
async function send(
  suite: TestSuite,
  task: TestTask,
  drawn: DrawnPosition,
  { result = resultOf(1n), proof = "0x", gasLimit }: { result?: string; proof?: string; gasLimit?: number } = {},
) {
  const { position, hint } = drawn;
  const overrides = gasLimit === undefined ? {} : { gasLimit };
  return dispatcherOf(suite, drawn).submitResult(task.id, task.terms, { position, hint }, result, proof, overrides);
}

/** The proof that the honest verifier wants. */
function proofFor(suite: TestSuite, task: TestTask, runner: string, result: string): string {
  const { chainId, addresses } = suite.deployment;
  const encoder = ethers.AbiCoder.defaultAbiCoder();
  const context = ethers.keccak256(
    encoder.encode(["uint256", "address", "bytes32", "address"], [chainId, addresses.dispatcher, task.id, runner]),
  );
  const { termsHash }: ProofRequest = task.terms.proof;
  return encoder.encode(["bytes32", "bytes32", "bytes32"], [termsHash, context, ethers.keccak256(result)]);
}

describe("Dispatcher: submitResult", () => {
  describe("what it does", () => {
    it("tells who answered what from where", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { signer, operator } = runnerAt(suite, order[1]!);

      await expect(answer(suite, task, order[1]!, 42n))
        .to.emit(suite.dispatcher, "ResultSubmitted")
        .withArgs(task.id, signer.address, operator, 1, resultOf(42n));
    });

    it("marks the position, and leaves the window as it is", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

      await answer(suite, task, order[2]!, 1n);
      await answer(suite, task, order[0]!, 1n);

      const view = await suite.lens.taskOf(task.id);
      expect([view.submittedPositions, view.submittedCount, view.window]).to.deep.equal([0b101n, 2n, 3n]);
    });

    it("completes the task with the last result it wants, in any order of positions", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await answer(suite, task, order[2]!, 1n);
      await answer(suite, task, order[1]!, 1n);

      await expect(answer(suite, task, order[0]!, 1n))
        .to.emit(suite.dispatcher, "DispatchMoved")
        .withArgs(task.id, 1, 2);
    });

    it("schedules the callback with the last result, and not earlier", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { task, mock } = await completeWithCallback(suite, [1n, 1n, 1n]);

      const scheduled = await suite.dispatcher.queryFilter(suite.dispatcher.filters.CallbackScheduled(task.id));
      const results = await suite.dispatcher.queryFilter(suite.dispatcher.filters.ResultSubmitted(task.id));

      expect(scheduled.length).to.equal(1);
      expect(scheduled[0]!.transactionHash).to.equal(results.at(-1)!.transactionHash);
      expect([...scheduled[0]!.args]).to.deep.equal([
        task.id,
        await mock.getAddress(),
        BigInt(results.at(-1)!.blockNumber),
      ]);
      expect((await suite.lens.taskOf(task.id)).callback).to.equal(1n);
    });

    it("schedules nothing for a task without a callback", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

      for (const drawn of order.slice(0, 3)) await answer(suite, task, drawn, 1n);

      expect((await suite.lens.taskOf(task.id)).callback).to.equal(0n);
    });

    it("moves no money", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const held = await suite.escrow.heldBy(suite.dispatcher, suite.native);

      for (const drawn of order.slice(0, 3)) await answer(suite, task, drawn, 1n);

      expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(held);
    });

    it("still takes an answer after the deadline while nobody has reported the silence", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
      await mineBefore(suite, deadline + 5n);

      await expect(answer(suite, task, order[0]!, 1n)).to.emit(suite.dispatcher, "ResultSubmitted");
    });
  });

  describe("whom it refuses", () => {
    it("refuses everybody before the seed is known", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite, buildRequest(suite));
      const { round } = await suite.lens.taskOf(task.id);
      const runner = suite.dispatcher.connect(suite.operators[0]!.signer);
      const claim = { position: 0, hint: 0 };

      await expect(runner.submitResult(task.id, task.terms, claim, resultOf(1n), "0x"))
        .to.be.revertedWithCustomError(suite.beacon, "BeaconRoundUnanswered")
        .withArgs(round);
    });

    it("refuses a runner in another's position", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { signer } = runnerAt(suite, order[1]!);
      const claim = { position: 0, hint: order[0]!.hint };

      await expect(suite.dispatcher.connect(signer).submitResult(task.id, task.terms, claim, resultOf(1n), "0x"))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotSelected")
        .withArgs(task.id, 0, signer.address);
    });

    it("refuses somebody who is no operator", async () => {
      const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
      const dispatcher = suite.dispatcher.connect(suite.stranger);

      await expect(dispatcher.submitResult(task.id, task.terms, { position: 0, hint: 0 }, resultOf(1n), "0x"))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotSelected")
        .withArgs(task.id, 0, suite.stranger.address);
    });

    it("refuses the actor itself", async () => {
      const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
      const dispatcher = suite.dispatcher.connect(suite.actor);

      await expect(dispatcher.submitResult(task.id, task.terms, { position: 0, hint: 0 }, resultOf(1n), "0x"))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotSelected")
        .withArgs(task.id, 0, suite.actor.address);
    });

    it("refuses a position behind the window", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);

      await expect(answer(suite, task, order[3]!, 1n))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchOutsideWindow")
        .withArgs(task.id, 3, 3);
    });

    it("refuses a position behind the roster, however many were lost", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { task, order } = await submitDrawn(suite, { numRunners: 7 });
      await skip(suite, task, order[0]!);
      const dispatcher = dispatcherOf(suite, order[1]!);

      await expect(dispatcher.submitResult(task.id, task.terms, { position: 8, hint: 0 }, resultOf(1n), "0x"))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchOutsideWindow")
        .withArgs(task.id, 8, 8);
    });

    it("refuses a second result of one position", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await answer(suite, task, order[0]!, 1n);

      await expect(answer(suite, task, order[0]!, 2n))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySubmitted")
        .withArgs(task.id, 0);
    });

    it("refuses a runner who skipped", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await skip(suite, task, order[0]!);

      await expect(answer(suite, task, order[0]!, 1n))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySkipped")
        .withArgs(task.id, 0);
    });

    it("refuses a runner who was reported", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await miss(suite, task, order[0]!);

      await expect(answer(suite, task, order[0]!, 1n))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadyMissed")
        .withArgs(task.id, 0);
    });

    it("refuses a hint for a record that there is not", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { rosterVersion } = await suite.lens.taskOf(task.id);

      await expect(answer(suite, task, { ...order[0]!, hint: 77 }, 1n))
        .to.be.revertedWithCustomError(suite.registry, "RosterBadHint")
        .withArgs(suite.pool, order[0]!.seat, rosterVersion, 77);
    });

    it("refuses terms that are not the task's", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const terms = { ...task.terms, schema: encodeResultSchema({ kind: "Raw", maxBytes: 64n }) };

      await expect(send(suite, { ...task, terms }, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongTerms")
        .withArgs(task.id, idOf(suite, terms));
    });

    it("refuses answers in the timeout block", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      const { timeoutBlock } = await suite.lens.taskOf(task.id);
      await mineBefore(suite, timeoutBlock);

      await expect(answer(suite, task, order[0]!, 1n))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchTooLate")
        .withArgs(task.id, timeoutBlock, timeoutBlock);
    });

    it("names the byte at which a result leaves the schema", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const schema = encodeResultSchema({ kind: "StaticAbi", types: ["uint256", "bool"] });
      const { task, order } = await submitDrawn(suite, { terms: { schema } });
      const notBool = ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [1n, 2n]);

      for (const [result, offset] of [
        [notBool, 32],
        [ethers.dataSlice(notBool, 0, 40), 40],
        [ethers.concat([notBool, "0x00"]), 65],
        ["0x", 0],
      ] as const) {
        await expect(send(suite, task, order[0]!, { result }))
          .to.be.revertedWithCustomError(suite.dispatcher, "ResultSchemaMismatch")
          .withArgs(schema, offset);
      }
    });
  });

  describe("proofs", () => {
    it("takes a proof bound to task, runner and result", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(provenFixture);
      const proof = proofFor(suite, task, order[0]!.controller, resultOf(5n));

      await expect(send(suite, task, order[0]!, { result: resultOf(5n), proof })).to.emit(
        suite.dispatcher,
        "ResultSubmitted",
      );
    });

    it("refuses a proof that another runner made", async () => {
      const { suite, task, order, verifier } = await networkHelpers.loadFixture(provenFixture);
      const proof = proofFor(suite, task, order[0]!.controller, resultOf(5n));
      await send(suite, task, order[0]!, { result: resultOf(5n), proof });

      await expect(send(suite, task, order[1]!, { result: resultOf(5n), proof }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchProofRefused")
        .withArgs(task.id, order[1]!.controller, await verifier.getAddress());
    });

    it("refuses a proof that was made for another task", async () => {
      const { suite, task, order, verifier } = await networkHelpers.loadFixture(provenFixture);
      const other = await submitDrawn(suite, { terms: { proof: task.terms.proof } });
      const runner = order[0]!.controller;
      const proof = proofFor(suite, other.task, runner, resultOf(5n));

      await expect(send(suite, task, order[0]!, { result: resultOf(5n), proof }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchProofRefused")
        .withArgs(task.id, runner, await verifier.getAddress());
    });

    for (const mood of ["Refuse", "Revert", "BurnGas", "ReturnBomb", "AnswerTwo"] as const) {
      it(`refuses a result whose verifier is in the mood ${mood}, at a bounded cost`, async () => {
        const { suite, task, order, verifier } = await networkHelpers.loadFixture(provenFixture);
        await verifier.setMood!(VerifierMood[mood]);
        const runner = order[0]!.controller;
        const proof = proofFor(suite, task, runner, resultOf(1n));

        await expect(send(suite, task, order[0]!, { proof, gasLimit: 2_300_000 }))
          .to.be.revertedWithCustomError(suite.dispatcher, "DispatchProofRefused")
          .withArgs(task.id, runner, await verifier.getAddress());
      });
    }

    it("refuses everything when the verifier is an empty account", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const verifier = suite.stranger.address;
      const proof = { proofType: ProofType.Custom, verifier, termsHash: ZeroHash };
      const { task, order } = await submitDrawn(suite, { terms: { proof } });

      await expect(send(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchProofRefused")
        .withArgs(task.id, order[0]!.controller, verifier);
    });

    it("goes on asking a verifier that is no longer vetted", async () => {
      const { suite, task, order, verifier } = await networkHelpers.loadFixture(provenFixture);
      await suite.dispatcher.setVetted(verifier, false);
      const proof = proofFor(suite, task, order[0]!.controller, resultOf(1n));

      await expect(send(suite, task, order[0]!, { proof })).to.emit(suite.dispatcher, "ResultSubmitted");
    });
  });

  describe("custom schemas", () => {
    it("takes what the validator affirms", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(customFixture);

      await expect(send(suite, task, order[0]!, { result: "0x01ff" })).to.emit(suite.dispatcher, "ResultSubmitted");
    });

    it("refuses what the validator refuses", async () => {
      const { suite, task, order, validator } = await networkHelpers.loadFixture(customFixture);

      await expect(send(suite, task, order[0]!, { result: "0x02ff" }))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchResultRefused")
        .withArgs(task.id, order[0]!.controller, await validator.getAddress());
    });

    it("refuses what is too long without asking", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(customFixture);

      await expect(send(suite, task, order[0]!, { result: `0x01${"00".repeat(64)}` }))
        .to.be.revertedWithCustomError(suite.dispatcher, "ResultSchemaMismatch")
        .withArgs(task.terms.schema, 65);
    });

    for (const mood of ["Revert", "BurnGas", "ReturnBomb", "AnswerTwo"] as const) {
      it(`takes a validator in the mood ${mood} for a no, at a bounded cost`, async () => {
        const { suite, task, order, validator } = await networkHelpers.loadFixture(customFixture);
        await validator.setMood!(VerifierMood[mood]);

        await expect(send(suite, task, order[0]!, { result: "0x01", gasLimit: 2_300_000 }))
          .to.be.revertedWithCustomError(suite.dispatcher, "DispatchResultRefused")
          .withArgs(task.id, order[0]!.controller, await validator.getAddress());
      });
    }
  });

  describe("who is drawn", () => {
    it("lets a runner answer who left after the submission", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await suite.registry.connect(runnerAt(suite, order[0]!).signer).leavePool(suite.pool);

      const [leaver] = await orderOf(suite, task);

      expect(leaver!.controller).to.equal(order[0]!.controller);
      await expect(answer(suite, task, leaver!, 1n)).to.emit(suite.dispatcher, "ResultSubmitted");
    });

    it("does not draw an operator who joined after the submission", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite, buildRequest(suite));
      await seatOperator(suite, suite.stranger, suite.pool);
      await answerRound(suite);

      const order = await orderOf(suite, task);

      expect(order.map(({ controller }) => controller)).to.not.include(suite.stranger.address);
      expect(order.length).to.equal(defaults.rosterSize);
    });

    it("does not let a newcomer answer from the seat of one who left", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { task, order } = await submitDrawn(suite);
      const leaver = order.slice(0, 3).reduce((a, b) => (a.seat > b.seat ? a : b));
      for (const { signer } of suite.operators) await suite.registry.connect(signer).leavePool(suite.pool);
      for (let joined = 0; joined <= leaver.seat; joined++) {
        const signer = joined === leaver.seat ? suite.stranger : suite.operators[joined]!.signer;
        if (signer === suite.stranger) await seatOperator(suite, signer, suite.pool);
        else await suite.registry.connect(signer).joinPool(suite.pool, "0x");
      }
      const { rosterVersion } = await suite.lens.taskOf(task.id);
      const claim = { position: leaver.position, hint: 0 };

      await expect(
        suite.dispatcher.connect(suite.stranger).submitResult(task.id, task.terms, claim, resultOf(1n), "0x"),
      )
        .to.be.revertedWithCustomError(suite.registry, "RosterBadHint")
        .withArgs(suite.pool, leaver.seat, rosterVersion, 0);
    });

    for (const size of [1, 2, 3, 5, 8, 13, 30]) {
      it(`draws in Solidity as in TypeScript from a roster of ${size}, hints of archived records included`, async () => {
        const suite = await deployTestSuite(connection, size);
        const count = Math.min(size, 40);
        const { task } = await submitDrawn(suite, { numRunners: count, responseBlocks: 150, timeoutBlocks: 1_000 });
        // Everybody leaves and comes back in another order, so every record is closed and most are archived.
        for (const { signer } of suite.operators) await suite.registry.connect(signer).leavePool(suite.pool);
        for (const { signer } of suite.operators.toReversed()) {
          await suite.registry.connect(signer).joinPool(suite.pool, "0x");
        }

        const order = await orderOf(suite, task);
        for (const drawn of order) await answer(suite, task, drawn, 1n);

        expect(new Set(order.map(({ controller }) => controller)).size).to.equal(size);
        expect(order.every(({ hint }) => hint !== 0)).to.equal(true);
        expect(await suite.dispatcher.statusOf(task.id)).to.equal(2n);
      });
    }

    it("draws every task of one round differently, by its id", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const tasks = [];
      for (let i = 0; i < 12; i++) tasks.push(await submit(suite, buildRequest(suite)));
      await answerRound(suite);

      const orders = await Promise.all(tasks.map((task) => orderOf(suite, task)));

      expect(new Set(orders.map((order) => order.map(({ seat }) => seat).join())).size).to.equal(12);
    });
  });

  describe("attacks", () => {
    it("does not let a forged claim reuse the seed of another purpose or market", async () => {
      const { suite, task } = await networkHelpers.loadFixture(drawnFixture);
      const { round } = await suite.lens.taskOf(task.id);
      const { addresses } = suite.deployment;
      const seeds = await Promise.all([
        suite.beacon.seedOf(round, addresses.dispatcher, task.id, SELECTION),
        suite.beacon.seedOf(round, addresses.dispatcher, task.id, ZeroHash),
        suite.beacon.seedOf(round, ZeroAddress, task.id, SELECTION),
        suite.beacon.seedOf(round, addresses.dispatcher, ZeroHash, SELECTION),
      ]);

      expect(new Set(seeds.map(([seed]) => seed)).size).to.equal(4);
    });

    it("slashes nobody for results that an unvetted verifier refuses, and returns all the money", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const verifier = (await ethers.deployContract("VerifierMock")) as unknown as Contract;
      await verifier.setMood!(VerifierMood.Refuse);
      const proof = { proofType: ProofType.Custom, verifier: await verifier.getAddress(), termsHash: MODEL };
      const { task, order } = await submitDrawn(suite, { terms: { proof }, numRunners: 1 });
      for (const drawn of order) {
        await expect(send(suite, task, drawn))
          .to.be.revertedWithCustomError(suite.dispatcher, "DispatchProofRefused")
          .withArgs(task.id, drawn.controller, task.terms.proof.verifier);
        await miss(suite, task, drawn);
      }
      await expire(suite, task);
      await settle(suite, task, (await recordOf(suite, task, Number(await nextBlock(suite)) - 1)).record);

      for (const { operator } of suite.operators) {
        expect(await suite.registry.slashableOf(operator)).to.equal(defaults.stake);
        expect(await suite.reputation.evidenceOf(operator)).to.deep.equal([0n, 0n]);
      }
      expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(0n);
    });

    it("does not pay a runner twice for two positions: nobody is drawn twice", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await answer(suite, task, order[0]!, 1n);
      const { signer } = runnerAt(suite, order[0]!);

      for (const { position, hint } of order.slice(1, 3)) {
        const claim = { position, hint };
        await expect(suite.dispatcher.connect(signer).submitResult(task.id, task.terms, claim, resultOf(1n), "0x"))
          .to.be.revertedWithCustomError(suite.dispatcher, "DispatchNotSelected")
          .withArgs(task.id, position, signer.address);
      }
    });

    it("accepts no result in the name of a position that somebody else reports meanwhile", async () => {
      const { suite, task, order } = await networkHelpers.loadFixture(drawnFixture);
      await answer(suite, task, order[0]!, 1n);
      const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
      await mineBefore(suite, deadline + 1n);

      await expect(advance(suite, task, order[0]!))
        .to.be.revertedWithCustomError(suite.dispatcher, "DispatchAlreadySubmitted")
        .withArgs(task.id, 0);
    });
  });
});
