import { expect } from "chai";
import { network } from "hardhat";

import { commitmentOf } from "../../../sdk/dispatch/commitmentOf.ts";
import { defaults } from "../../helpers/defaults.ts";
import { resultOf, runnerAt, submitDrawn } from "../../helpers/dispatch.ts";
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
    await commit(first);
    await networkHelpers.mine(8);
    await suite.dispatcher.advance(task.id, task.terms, { position: 0, hint: first.hint });
    await expect(commit(second)).to.be.revertedWithCustomError(suite.dispatcher, "DispatchWrongPhase");
    await networkHelpers.mine(defaults.responseBlocks + 1);

    await expect(suite.dispatcher.advance(task.id, task.terms, { position: 1, hint: second.hint })).not.to.emit(
      suite.dispatcher,
      "RunnerMissed",
    );
  });
});
