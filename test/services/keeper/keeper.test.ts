import { expect } from "chai";
import { network } from "hardhat";

import { readTask } from "../../../sdk/dispatch/readTask.ts";
import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { keeperMetrics } from "../../../services/keeper/keeperMetrics.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  completeWithCallback,
  runnerAt,
  submit,
  submitDrawn,
  type TestTask,
} from "../../helpers/dispatch.ts";
import { keeperOf } from "../../helpers/services.ts";
import { answerRequest, deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

describe("keeper", () => {
  let suite: TestSuite;
  const timelineOf = (task: TestTask) => readTask(suite, { id: task.id });
  const reasonsOf = (keeper: ReturnType<typeof keeperOf>) => keeper.log.of("waiting").map(({ reason }) => reason);

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
  });

  describe("beacon", () => {
    it("closes a round in which somebody waits", async () => {
      await submit(suite, buildRequest(suite));
      const round = await suite.beacon.openRound();
      await keeperOf(suite, suite.stranger).tick();

      expect(await suite.beacon.openRound()).to.equal(round + 1n);
    });

    it("leaves an empty round open", async () => {
      const round = await suite.beacon.openRound();
      await keeperOf(suite, suite.stranger).tick();

      expect(await suite.beacon.openRound()).to.equal(round);
    });

    it("does only the work that it is told to", async () => {
      await submit(suite, buildRequest(suite));
      const round = await suite.beacon.openRound();
      await keeperOf(suite, suite.stranger, { work: ["settle"] }).tick();

      expect(await suite.beacon.openRound()).to.equal(round);
    });

    it("funds the subscription from the fees", async () => {
      await submit(suite, buildRequest(suite));
      await keeperOf(suite, suite.stranger, { work: ["fundBeacon"] }).tick();

      expect(await suite.escrow.creditOf(suite.beacon, suite.native)).to.equal(0n);
    });

    it("lets fees gather up to its threshold", async () => {
      await submit(suite, buildRequest(suite));
      const { entryFee } = suiteDefaults.beacon;
      await keeperOf(suite, suite.stranger, { work: ["fundBeacon"], fundThreshold: entryFee + 1n }).tick();

      expect(await suite.escrow.creditOf(suite.beacon, suite.native)).to.equal(entryFee);
    });

    it("moves a task out of a void round", async () => {
      const task = await submit(suite, buildRequest(suite, { timeoutBlocks: 2 * suiteDefaults.beacon.roundTimeout }));
      await suite.beacon.request();
      const { round } = await timelineOf(task);
      await networkHelpers.mine(suiteDefaults.beacon.roundTimeout + 1);
      await keeperOf(suite, suite.stranger).tick();

      expect((await timelineOf(task)).round).to.equal(round + 1);
    });
  });

  describe("no-shows", () => {
    it("calls who has not answered in time, and books the bounty", async () => {
      const { task } = await submitDrawn(suite);
      const keeper = keeperOf(suite, suite.stranger, { work: ["advance"] });
      await networkHelpers.mine(defaults.responseBlocks + 1);
      await keeper.tick();
      await keeper.tick();

      const { misses } = await timelineOf(task);
      expect(misses.map(({ position }) => position)).to.deep.equal([0, 1, 2]);
      const bounties = await suite.escrow.creditOf(suite.stranger.address, suite.native);
      expect(bounties).to.be.above(0n);
      expect(keeper.health().ledger.advance).to.deep.include({ done: 3, earned: bounties });
    });

    it("spares who has answered, passed, or still has time", async () => {
      const { task, order } = await submitDrawn(suite);
      await answer(suite, task, order[0]!, 1n);
      await networkHelpers.mine(defaults.responseBlocks - 3);
      const { position, hint } = order[1]!;
      await suite.dispatcher.connect(runnerAt(suite, order[1]!).signer).skipTask(task.id, { position, hint });
      const keeper = keeperOf(suite, suite.stranger, { work: ["advance"] });
      await keeper.tick();
      const early = (await timelineOf(task)).misses.length;
      await networkHelpers.mine(3);
      await keeper.tick();

      expect(early).to.equal(0);
      expect((await timelineOf(task)).misses.map(({ position }) => position)).to.deep.equal([2]);
    });

    it("calls who has committed and does not reveal", async () => {
      const { commitBlocks, revealBlocks } = defaults;
      const { task, order } = await submitDrawn(suite, { numRunners: 1, terms: { commitBlocks, revealBlocks } });
      const { position, hint } = order[0]!;
      const dispatcher = suite.dispatcher.connect(runnerAt(suite, order[0]!).signer);
      await dispatcher.commitResult(task.id, task.terms, { position, hint }, task.terms.salt);
      const keeper = keeperOf(suite, suite.stranger, { work: ["advance"] });
      await networkHelpers.mine(revealBlocks);
      await keeper.tick();
      const early = (await timelineOf(task)).misses.length;
      await networkHelpers.mine();
      await keeper.tick();

      expect(early).to.equal(0);
      expect(reasonsOf(keeper)).to.deep.equal([]);
      expect((await timelineOf(task)).misses.map(({ position }) => position)).to.deep.equal([0]);
    });
  });

  describe("ends", () => {
    it("expires a task that is out of time", async () => {
      const task = await submit(suite, buildRequest(suite));
      await networkHelpers.mine(defaults.timeoutBlocks);
      await keeperOf(suite, suite.stranger).tick();

      expect((await timelineOf(task)).status).to.equal("TimedOut");
    });

    it("expires a task that is out of runners", async () => {
      const { task, order } = await submitDrawn(suite, { numRunners: defaults.rosterSize });
      const { position, hint } = order[0]!;
      await suite.dispatcher.connect(runnerAt(suite, order[0]!).signer).skipTask(task.id, { position, hint });
      await keeperOf(suite, suite.stranger).tick();

      expect((await timelineOf(task)).status).to.equal("Failed");
    });

    it("settles a task without results at once", async () => {
      const task = await submit(suite, buildRequest(suite));
      await networkHelpers.mine(defaults.timeoutBlocks);
      const keeper = keeperOf(suite, suite.stranger);
      await keeper.tick();
      await keeper.tick();

      expect((await timelineOf(task)).status).to.equal("Finalized");
    });

    it("settles when the consume window is over, and not before", async () => {
      const { task, order } = await submitDrawn(suite, { numRunners: 1 });
      await answer(suite, task, order[0]!, 1n);
      const keeper = keeperOf(suite, suite.stranger);
      await networkHelpers.mine(defaults.consumeBlocks - 1);
      await keeper.tick();
      const before = (await timelineOf(task)).status;
      await networkHelpers.mine();
      await keeper.tick();

      expect(before).to.equal("Completed");
      expect(reasonsOf(keeper)).to.deep.equal(["consumeWindow"]);
      expect((await timelineOf(task)).payments.map(({ runner }) => runner)).to.deep.equal([order[0]!.controller]);
    });
  });

  describe("callbacks", () => {
    it("executes a callback that pays, and books what it earned", async () => {
      const { task } = await completeWithCallback(suite, [1n, 1n, 2n]);
      const keeper = keeperOf(suite, suite.stranger);
      await keeper.tick();
      await keeper.tick();

      const { callback, status } = await timelineOf(task);
      const { done, earned } = keeper.health().ledger.executeCallback;
      expect([status, callback.state]).to.deep.equal(["Finalized", "Executed"]);
      expect([done, earned]).to.deep.equal([1, callback.attempts[0]!.paid]);
      expect(await suite.escrow.creditOf(suite.stranger.address, suite.native)).to.equal(earned);
    });

    it("learns from what an execution came to", async () => {
      await completeWithCallback(suite, [1n, 1n, 2n]);
      const keeper = keeperOf(suite, suite.stranger);
      await keeper.tick();
      const [first] = keeper.log.of("executeCallbackSent");
      await completeWithCallback(suite, [1n, 1n, 2n]);
      await keeper.tick();
      const { spent, earned } = keeper.health().ledger.executeCallback;
      const [second] = [...keeper.log.of("executeCallbackSent").slice(1), ...keeper.log.of("waiting")];

      const percent = (part: unknown, whole: unknown) => (100n * BigInt(String(part))) / BigInt(String(whole));
      const actual = percent(earned - spent, spent);
      expect(percent(second!.profit, second!.cost)).to.equal(actual);
      expect(percent(first!.profit, first!.cost)).to.not.equal(actual);
    });

    for (const [name, budget] of [
      ["does not pay for its gas", 1n],
      ["has no budget", 0n],
    ] as const) {
      it(`refuses a callback that ${name} and says why`, async () => {
        const callback = { ...(await callbackOf()), budget };
        const { task } = await completeWithCallback(suite, [1n], { callback });
        const keeper = keeperOf(suite, suite.stranger);
        await keeper.tick();

        expect(reasonsOf(keeper)).to.deep.equal([budget === 0n ? "noBudget" : "budgetTooLow"]);
        expect((await timelineOf(task)).callback.state).to.equal("Scheduled");
      });
    }

    it("refuses a callback below its least profit and says why", async () => {
      const { task } = await completeWithCallback(suite, [1n]);
      const keeper = keeperOf(suite, suite.stranger, { minimumProfit: defaults.callbackBudget });
      await keeper.tick();

      expect(reasonsOf(keeper)).to.deep.equal(["unprofitable"]);
      expect((await timelineOf(task)).callback.state).to.equal("Scheduled");
    });

    it("says when a callback has expired, and settles later", async () => {
      const { task } = await completeWithCallback(suite, [1n]);
      const keeper = keeperOf(suite, suite.stranger);
      await networkHelpers.mine(defaults.consumeBlocks);
      await keeper.tick();
      const reasons = reasonsOf(keeper);
      await networkHelpers.mine(defaults.consumeBlocks);
      await keeper.tick();

      expect(reasons).to.deep.equal(["expired"]);
      expect((await timelineOf(task)).payments).to.have.length(1);
    });

    /** A callback to an account without code: it fails, and costs its executor no more than it pays. */
    async function callbackOf() {
      const target = suite.stranger.address;
      const { callbackGasLimit: gasLimit, maxTip } = defaults;
      return { target, selector: "0x12345678", gasLimit, maxTip };
    }
  });

  describe("races", () => {
    it("takes a lost race as nothing but news", async () => {
      await submit(suite, buildRequest(suite));
      const first = keeperOf(suite, suite.stranger, { work: ["closeRound"] });
      const second = keeperOf(suite, suite.governor, { work: ["closeRound"] });
      const round = await suite.beacon.openRound();
      await Promise.all([first.tick(), second.tick()]);

      expect(await suite.beacon.openRound()).to.equal(round + 1n);
      expect([...first.log.of("raceLost"), ...second.log.of("raceLost")]).to.have.length(1);
      expect([...first.log.records, ...second.log.records].filter(({ level }) => level !== "info")).to.deep.equal([]);
      expect(first.health().failuresInRow + second.health().failuresInRow).to.equal(0);
    });

    it("sends a transaction once while it is under way", async () => {
      await submit(suite, buildRequest(suite));
      const keeper = keeperOf(suite, suite.stranger, { work: ["closeRound"] });
      await connection.provider.request({ method: "evm_setAutomine", params: [false] });
      await keeper.tick();
      await keeper.tick();
      await connection.provider.request({ method: "evm_setAutomine", params: [true] });
      await networkHelpers.mine();

      expect(keeper.log.of("closeRoundSent")).to.have.length(1);
    });
  });

  it("tells Prometheus what it did", async () => {
    await submit(suite, buildRequest(suite));
    const keeper = keeperOf(suite, suite.stranger, { work: ["closeRound"] });
    await keeper.tick();
    await answerRequest(suite);
    await keeper.tick();

    expect(await keeperMetrics(keeper.health).metrics()).to.include('muster_keeper_done{work="closeRound"} 1');
  });
});
