import { expect } from "chai";
import { network } from "hardhat";

import { commitmentOf } from "../../../sdk/dispatch/commitmentOf.ts";
import { defaults } from "../../helpers/defaults.ts";
import { answer, buildRequest, completeWithCallback, resultOf, runnerAt, submitDrawn } from "../../helpers/dispatch.ts";
import { nextBlock } from "../../helpers/dispatchMoves.ts";
import { deployTestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

describe("blame in the Dispatcher", () => {
  it("reverts rather than report a miss without recording it, whatever gas the reporter gives", async () => {
    const suite = await deployTestSuite(connection);
    const { task, order } = await submitDrawn(suite);
    await networkHelpers.mine(defaults.responseBlocks + 1);
    const claim = { position: 0, hint: order[0]!.hint };
    const dispatcher = suite.dispatcher.connect(suite.stranger);
    const needed = await dispatcher.advance.estimateGas(task.id, task.terms, claim);

    for (let spared = 2_000n; spared <= 50_000n; spared += 4_000n) {
      const gasLimit = needed - spared;
      await expect(dispatcher.advance(task.id, task.terms, claim, { gasLimit })).to.revert(ethers);
    }
    await expect(dispatcher.advance(task.id, task.terms, claim)).to.emit(suite.reputation, "OutcomeRecorded");
  });

  it("blames nobody who entered the window when commitments were no longer taken", async () => {
    const suite = await deployTestSuite(connection);
    const { task, order } = await submitDrawn(suite, { numRunners: 1, terms: { commitBlocks: 30, revealBlocks: 5 } });
    const [first, second] = [order[0]!, order[1]!];
    const secret = { id: task.id, result: resultOf(1n), salt: ethers.ZeroHash };
    const commit = async (drawn: typeof first) =>
      suite.dispatcher
        .connect(runnerAt(suite, drawn).signer)
        .commitResult(
          task.id,
          task.terms,
          { position: drawn.position, hint: drawn.hint },
          commitmentOf({ ...secret, runner: drawn.controller }),
        );
    const revealFrom = (await nextBlock(suite)) + 1n;
    await commit(first);
    await networkHelpers.mine(8);
    await suite.dispatcher.advance(task.id, task.terms, { position: 0, hint: first.hint });
    await expect(commit(second))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase")
      .withArgs(task.id, await nextBlock(suite), revealFrom, revealFrom + 5n);
    await networkHelpers.mine(defaults.responseBlocks + 1);

    await expect(suite.dispatcher.advance(task.id, task.terms, { position: 1, hint: second.hint })).not.to.emit(
      suite.dispatcher,
      "RunnerMissed",
    );
  });

  it("lets nobody skip after its time to answer", async () => {
    const suite = await deployTestSuite(connection);
    const { task, order } = await submitDrawn(suite);
    const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, 0);
    await networkHelpers.mineUpTo(deadline);
    const dispatcher = suite.dispatcher.connect(runnerAt(suite, order[0]!).signer);

    await expect(dispatcher.skipTask(task.id, { position: 0, hint: order[0]!.hint }))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchResponseOver")
      .withArgs(task.id, 0, deadline + 1n, deadline);
  });

  it("refuses a time to commit that is shorter than the time to answer", async () => {
    const suite = await deployTestSuite(connection);
    const commitBlocks = defaults.responseBlocks - 1;
    const request = buildRequest(suite, { terms: { commitBlocks, revealBlocks: 5 } });

    await expect(suite.dispatcher.connect(suite.actor).submitTask(request))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchBadBlocks")
      .withArgs(commitBlocks, defaults.responseBlocks, defaults.timeoutBlocks);
  });

  it("takes no work for a task that ran out of runners", async () => {
    const suite = await deployTestSuite(connection, 3);
    const { task, order } = await submitDrawn(suite);
    for (const drawn of order) {
      const { position, hint } = drawn;
      await suite.dispatcher.connect(runnerAt(suite, drawn).signer).skipTask(task.id, { position, hint });
    }

    await expect(answer(suite, task, order[1]!, 1n))
      .to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongStatus")
      .withArgs(task.id, 4n, 1n);
  });

  it("pays who is at work when somebody else's skip leaves too few", async () => {
    const suite = await deployTestSuite(connection, 3);
    const { task, order } = await submitDrawn(suite);
    const { position, hint } = order[0]!;
    await suite.dispatcher.connect(runnerAt(suite, order[0]!).signer).skipTask(task.id, { position, hint });

    await expect(answer(suite, task, order[1]!, 1n)).to.emit(suite.dispatcher, "ResultSubmitted");
    await expect(answer(suite, task, order[2]!, 1n)).to.emit(suite.dispatcher, "ResultSubmitted");
    await expect(suite.dispatcher.expire(task.id, task.terms))
      .to.emit(suite.dispatcher, "TaskFailed")
      .withArgs(task.id, 2n, 3n);
  });

  it("does not reopen the consume window by cancelling late", async () => {
    const suite = await deployTestSuite(connection);
    const { task, opened, mock } = await completeWithCallback(suite, [1n, 1n, 1n]);
    const expiresAt = opened.record.sealedAt + defaults.consumeBlocks;
    await networkHelpers.mineUpTo(expiresAt);

    await expect(mock.cancel!(task.id, task.terms, opened.record))
      .to.be.revertedWithCustomError(suite.dispatcher, "DeferredCallExpired")
      .withArgs(expiresAt + 1, expiresAt);
  });
});
