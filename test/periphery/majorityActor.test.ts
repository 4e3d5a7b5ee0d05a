import { expect } from "chai";
import { ZeroHash } from "ethers";
import { network } from "hardhat";

import { ON_RESULTS_SELECTOR, type TaskTerms } from "../../sdk/dispatch/taskTerms.ts";
import { MajorityActor__factory } from "../../typechain-types/index.ts";
import {
  answer,
  buildRequest,
  execute,
  orderOf,
  recordOf,
  resultOf,
  submitDrawn,
  taskOf,
} from "../helpers/dispatch.ts";
import { defaults } from "../helpers/defaults.ts";
import { answerRound, deployTestSuite } from "../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function actorFixture() {
  const suite = await deployTestSuite(connection);
  const majority = await new MajorityActor__factory(suite.actor).deploy(suite.dispatcher, suite.escrow);
  return { suite, majority };
}

/** A callback to an address, with the defaults. */
function callbackTo(target: string): TaskTerms["callback"] {
  const { maxTip, callbackBudget: budget, callbackGasLimit: gasLimit } = defaults;
  return { target, selector: ON_RESULTS_SELECTOR, gasLimit, maxTip, budget };
}

/** A task of the actor whose runners have given the values; its callback is due. */
async function completed(values: readonly bigint[]) {
  const { suite, majority } = await networkHelpers.loadFixture(actorFixture);
  const target = await majority.getAddress();
  const callback = callbackTo(target);
  const request = buildRequest(suite, { numRunners: values.length, terms: { actor: target, callback } });
  const shares = BigInt(values.length) * defaults.paymentPerRunner;
  await majority.submit(request, { value: shares + callback.budget + (await suite.beacon.entryFee()) });
  await answerRound(suite);
  const task = taskOf(suite, request);
  const order = await orderOf(suite, task);
  for (const [index, value] of values.entries()) await answer(suite, task, order[index]!, value);
  return { suite, majority, task, order, opened: await recordOf(suite, task) };
}

describe("MajorityActor", () => {
  it("believes the majority and has its first runner paid", async () => {
    const { suite, majority, task, order, opened } = await completed([5n, 7n, 7n]);

    await expect(execute(suite, task, opened))
      .to.emit(majority, "Answered")
      .withArgs(task.id, resultOf(7n), 2n);

    expect(await majority.answerOf(task.id)).to.equal(resultOf(7n));
    const [payment] = await suite.dispatcher.queryFilter(suite.dispatcher.filters.RunnerPaid(task.id));
    expect(payment?.args.runner).to.equal(order[1]!.controller);
  });

  it("consumes nothing without a majority", async () => {
    const { suite, majority, task, opened } = await completed([5n, 6n, 7n]);
    const reason = majority.interface.encodeErrorResult("MajorityMissing", [task.id, 1, 3]);

    await expect(execute(suite, task, opened))
      .to.emit(suite.dispatcher, "CallbackFailed")
      .withArgs(task.id, suite.stranger.address, (paid: bigint) => paid > 0n, reason);
  });

  it("listens to the Dispatcher alone", async () => {
    const { suite, majority } = await networkHelpers.loadFixture(actorFixture);

    await expect(majority.connect(suite.stranger).onResults(ZeroHash, [], [], [], 0, 0))
      .to.be.revertedWithCustomError(majority, "MajorityNotDispatcher")
      .withArgs(suite.stranger.address);
  });

  it("believes nothing of a task that somebody else submitted", async () => {
    const { suite, majority } = await networkHelpers.loadFixture(actorFixture);
    const callback = callbackTo(await majority.getAddress());
    const { task, order } = await submitDrawn(suite, { numRunners: 1, terms: { callback } });
    await answer(suite, task, order[0]!, 7n);
    const reason = majority.interface.encodeErrorResult("MajorityNotOwnTask", [task.id]);

    await expect(execute(suite, task, await recordOf(suite, task)))
      .to.emit(suite.dispatcher, "CallbackFailed")
      .withArgs(task.id, suite.stranger.address, (paid: bigint) => paid > 0n, reason);

    expect(await majority.answerOf(task.id)).to.equal("0x");
  });

  it("obeys its owner alone", async () => {
    const { suite, majority } = await networkHelpers.loadFixture(actorFixture);
    const stranger = majority.connect(suite.stranger);

    for (const attempt of [
      stranger.submit.staticCall(buildRequest(suite)),
      stranger.withdraw.staticCall(suite.escrow, suite.native, 0n),
    ]) {
      await expect(attempt)
        .to.be.revertedWithCustomError(majority, "MajorityNotOwner")
        .withArgs(suite.stranger.address);
    }
  });

  it("hands its credit to its owner", async () => {
    const { suite, majority } = await networkHelpers.loadFixture(actorFixture);
    await suite.escrow.deposit(suite.native, majority, 5n, { value: 5n });

    await expect(majority.withdraw(suite.escrow, suite.native, 5n)).to.changeEtherBalance(
      connection.ethers,
      suite.actor,
      5n,
    );
  });
});
