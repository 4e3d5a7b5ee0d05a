import { expect } from "chai";
import { network } from "hardhat";

import { requestRound } from "../../../sdk/beacon/requestRound.ts";
import { createMusterClient, type MusterClient } from "../../../sdk/client/musterClient.ts";
import { advance } from "../../../sdk/dispatch/advance.ts";
import { commitResult } from "../../../sdk/dispatch/commitResult.ts";
import { consumeResult } from "../../../sdk/dispatch/consumeResult.ts";
import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { estimateTaskCost } from "../../../sdk/dispatch/estimateTaskCost.ts";
import { executeCallback } from "../../../sdk/dispatch/executeCallback.ts";
import { expire } from "../../../sdk/dispatch/expire.ts";
import { findPosition } from "../../../sdk/dispatch/findPosition.ts";
import { readDrawOrder } from "../../../sdk/dispatch/readDrawOrder.ts";
import { readTask } from "../../../sdk/dispatch/readTask.ts";
import { revealResult } from "../../../sdk/dispatch/revealResult.ts";
import { settle } from "../../../sdk/dispatch/settle.ts";
import { skipTask } from "../../../sdk/dispatch/skipTask.ts";
import { submitResult } from "../../../sdk/dispatch/submitResult.ts";
import { submitTask, type SubmitTaskParameters } from "../../../sdk/dispatch/submitTask.ts";
import { readCredit } from "../../../sdk/escrow/readCredit.ts";
import { readReputation } from "../../../sdk/reputation/readReputation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { completeWithCallback, resultOf } from "../../helpers/dispatch.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { answerRequest, deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { mine, loadFixture } = networkHelpers;

describe("a task through the SDK alone", () => {
  let suite: TestSuite;
  let actor: MusterClient;
  let stranger: MusterClient;

  async function deployFixture() {
    return deployTestSuite(connection);
  }

  beforeEach(async () => {
    suite = await loadFixture(deployFixture);
    actor = createMusterClient({ deployment: suite.deployment, runner: suite.actor });
    stranger = createMusterClient({ deployment: suite.deployment, runner: suite.stranger });
  });

  /** The client of whoever holds a position. */
  function clientOf({ controller }: DrawnPosition): MusterClient {
    const { signer } = suite.operators.find((operator) => operator.signer.address === controller)!;
    return createMusterClient({ deployment: suite.deployment, runner: signer });
  }

  async function submitDrawn(
    changes: Partial<Omit<SubmitTaskParameters, "terms">> = {},
    terms: Partial<SubmitTaskParameters["terms"]> = {},
  ): Promise<{ id: string; order: DrawnPosition[] }> {
    const { id } = await submitTask(actor, {
      pool: suite.pool,
      numRunners: defaults.numRunners,
      ...changes,
      terms: { schema: defaults.schema, paymentPerRunner: defaults.paymentPerRunner, ...terms },
    });
    await requestRound(stranger);
    await answerRequest(suite);
    return { id, order: await readDrawOrder(actor, { timeline: await readTask(actor, { id }) }) };
  }

  it("is committed to, revealed and consumed", async () => {
    const { id, order } = await submitDrawn();
    const runners = order.slice(0, defaults.numRunners);
    const salts: string[] = [];
    for (const drawn of runners) {
      salts.push((await commitResult(clientOf(drawn), { id, result: resultOf(7n) })).salt);
    }
    for (const [index, drawn] of runners.entries()) {
      await revealResult(clientOf(drawn), { id, result: resultOf(7n), salt: salts[index]! });
    }
    const runner = runners[1]!.controller;
    await consumeResult(actor, { id, runner });
    const { status, consumedRunner, commitments } = await readTask(stranger, { id });

    expect(status).to.equal("Finalized");
    expect(consumedRunner).to.equal(runner);
    expect(commitments).to.have.lengthOf(defaults.numRunners);
    expect(await readCredit(stranger, { account: runner })).to.equal(defaults.paymentPerRunner);
  });

  it("is answered in the open and settled by a stranger", async () => {
    const { id, order } = await submitDrawn({ payFrom: "credit" }, { commitBlocks: 0 });
    for (const drawn of order.slice(0, defaults.numRunners)) {
      await submitResult(clientOf(drawn), { id, result: resultOf(7n) });
    }
    await mine(defaults.consumeBlocks + 1);
    await settle(stranger, { id });

    expect((await readTask(stranger, { id })).payments).to.have.lengthOf(defaults.numRunners);
  });

  it("passes from a runner who skips, and from one who is silent, to the next", async () => {
    const { id, order } = await submitDrawn({ numRunners: 1 });
    await skipTask(clientOf(order[0]!), { id });
    await mine((await readTask(stranger, { id })).request.responseBlocks + 1);
    await advance(stranger, { id, position: 1 });
    await submitResult(clientOf(order[2]!), { id, result: resultOf(7n) });
    const { skips, misses, submissions } = await readTask(stranger, { id });

    expect(skips.map(({ position }) => position)).to.deep.equal([0]);
    expect(misses.map(({ position }) => position)).to.deep.equal([1]);
    expect(submissions.map(({ position }) => position)).to.deep.equal([2]);
  });

  it("leaves a silent runner with a failure in its reputation", async () => {
    const { id, order } = await submitDrawn({ numRunners: 1 });
    await mine((await readTask(stranger, { id })).request.responseBlocks + 1);
    await advance(stranger, { id, position: 0 });

    expect((await readReputation(stranger, order[0]!)).failures).to.be.greaterThan(0n);
  });

  it("is expired by a stranger, and settled at once without results", async () => {
    const { id } = await submitDrawn();
    await mine((await readTask(stranger, { id })).request.timeoutBlocks);
    await expire(stranger, { id });
    await settle(stranger, { id });

    expect((await readTask(stranger, { id })).status).to.equal("Finalized");
  });

  it("has its callback executed by a stranger", async () => {
    const { task } = await completeWithCallback(suite, [1n, 2n, 2n]);
    await executeCallback(stranger, { id: task.id });
    const { callback, consumedRunner, submissions } = await readTask(stranger, task);

    expect(callback.state).to.equal("Executed");
    expect(consumedRunner).to.equal(submissions[1]!.runner);
  });

  it("costs what estimateTaskCost says", async () => {
    const before = await connection.ethers.provider.getBalance(suite.actor.address);
    const { receipt, request } = await submitTask(actor, {
      pool: suite.pool,
      terms: { schema: defaults.schema, paymentPerRunner: defaults.paymentPerRunner },
    });
    const { native } = await estimateTaskCost(actor, { request });

    expect(await connection.ethers.provider.getBalance(suite.actor.address)).to.equal(before - native - receipt.fee);
  });

  it("has no position for an account without a seat", async () => {
    const { id } = await submitDrawn();
    const timeline = await readTask(stranger, { id });

    expect(await findPosition(stranger, { timeline, controller: suite.stranger.address })).to.equal(undefined);
  });

  it("has for each runner the position that the chain knows", async () => {
    const { id, order } = await submitDrawn();
    const timeline = await readTask(stranger, { id });
    const found = await Promise.all(
      order.map(async ({ controller }) => findPosition(stranger, { timeline, controller })),
    );

    expect(found).to.deep.equal(order);
  });

  it("is refused by POSITION_NOT_DRAWN to an account without a seat", async () => {
    const { id } = await submitDrawn();
    const error = await rejectionOf(submitResult(stranger, { id, result: resultOf(7n) }));

    expect(error).to.have.property("code", "POSITION_NOT_DRAWN");
  });
});
