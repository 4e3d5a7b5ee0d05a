import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";

import type { DrawnPosition } from "../../../sdk/dispatch/drawOrder.ts";
import { readTask } from "../../../sdk/dispatch/readTask.ts";
import { createResultJournal } from "../../../services/runner/createResultJournal.ts";
import { runnerMetrics } from "../../../services/runner/runnerMetrics.ts";
import { executeProgram } from "../../../services/runner/sandbox/executeProgram.ts";
import { defaults } from "../../helpers/defaults.ts";
import {
  answer,
  buildRequest,
  resultOf,
  runnerAt,
  submit,
  submitDrawn,
  submitFromActor,
  deployActor,
  type TestTask,
} from "../../helpers/dispatch.ts";
import { failProvider } from "../../helpers/failProvider.ts";
import { defineTask, keeperOf, runnerOf, type RunnerChanges, serveContent, SUM } from "../../helpers/services.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<TestSuite> {
  return deployTestSuite(connection);
}

describe("runner", () => {
  let suite: TestSuite;
  const runnerOfPosition = (drawn: DrawnPosition, changes: RunnerChanges = {}) =>
    runnerOf(suite, runnerAt(suite, drawn).signer, changes);
  const timelineOf = (task: TestTask) => readTask(suite, { id: task.id });

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
  });

  /** A drawn task, and the runner of its first position. */
  async function drawnTask(changes: Parameters<typeof buildRequest>[1] = {}, runnerChanges: RunnerChanges = {}) {
    const { task, order } = await submitDrawn(suite, { definition: defineTask(SUM), ...changes });
    return { task, order, runner: runnerOfPosition(order[0]!, runnerChanges) };
  }

  describe("work", () => {
    it("submits what the program of a task returns", async () => {
      const { task, order, runner } = await drawnTask();
      await runner.work();

      const { submissions } = await timelineOf(task);
      expect(submissions.map(({ runner, result }) => [runner, result])).to.deep.equal([
        [order[0]!.controller, resultOf(3n)],
      ]);
    });

    it("submits once, however often it looks", async () => {
      const { task, runner } = await drawnTask();
      for (let look = 0; look < 3; look++) await runner.work();

      expect((await timelineOf(task)).submissions).to.have.length(1);
      expect(runner.log.of("submitSent")).to.have.length(1);
    });

    it("waits for the randomness of the draw and says so", async () => {
      const task = await submit(suite, buildRequest(suite, { definition: defineTask(SUM) }));
      const runner = runnerOf(suite, suite.operators[0]!.signer);
      await runner.work();

      expect(runner.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["roundUnanswered"]);
      expect(runner.health().waiting).to.deep.equal({ [task.id]: "roundUnanswered" });
    });

    it("runs fetched programs on fetched data", async () => {
      const files = { "program.js": "const main = (input, data) => data.length + input;", "data.txt": "twelve bytes" };
      const content = await serveContent(files);
      const fetchLimits = { ...defaults.fetchLimits, allowedUrls: [content.url] };
      const program = content.of("program.js");
      const definition = defineTask("", { program, input: 1, data: content.of("data.txt") });
      const { task, runner } = await drawnTask({ definition }, { fetchLimits });
      await runner.work();
      await content.stop();

      expect((await timelineOf(task)).submissions[0]?.result).to.equal(resultOf(13n));
    });

    it("is done with a task by three runners and a keeper, down to the payment", async () => {
      const mock = await deployActor(suite);
      const { task, order } = await submitFromActor(suite, mock, { definition: defineTask(SUM) });
      const runners = order.map((drawn) => runnerOfPosition(drawn));
      const keeper = keeperOf(suite, suite.stranger);
      for (const runner of runners) await runner.work();
      await keeper.tick();
      for (const runner of runners) await runner.work();

      const { liveStatus, payments, consumedRunner } = await timelineOf(task);
      expect(liveStatus).to.equal("Finalized");
      expect(payments.map(({ runner, amount }) => [runner, amount])).to.deep.equal([
        [consumedRunner, defaults.paymentPerRunner],
      ]);
      const outcomes = runners.map(({ health }) => health().statistics.sum);
      expect(
        outcomes.slice(0, defaults.numRunners).map((kind) => [kind?.submitted, kind?.paid, kind?.unpaid]),
      ).to.deep.equal([
        [1, 1, 0],
        [1, 0, 1],
        [1, 0, 1],
      ]);
      expect(outcomes.slice(defaults.numRunners).every((kind) => kind === undefined)).to.equal(true);
    });

    it("answers from behind the window once others have passed", async () => {
      const { task, order } = await submitDrawn(suite, { definition: defineTask(SUM) });
      const last = order[defaults.numRunners]!;
      const runner = runnerOfPosition(last);
      await runner.work();
      const before = (await timelineOf(task)).submissions.length;
      const { position, hint } = order[0]!;
      await suite.dispatcher.connect(runnerAt(suite, order[0]!).signer).skipTask(task.id, { position, hint });
      await runner.work();

      expect(before).to.equal(0);
      expect(runner.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["outsideWindow"]);
      expect((await timelineOf(task)).submissions.map(({ runner }) => runner)).to.deep.equal([last.controller]);
    });

    it("goes on when the node was away", async () => {
      const { task, order } = await submitDrawn(suite, { definition: defineTask(SUM) });
      const { signer } = runnerAt(suite, order[0]!);
      const client = { ...suite, provider: failProvider(suite.provider, "getLogs", 1) };
      const runner = runnerOf(suite, signer, { client });
      await runner.work();
      const failures = runner.health().failuresInRow;
      await runner.work();

      expect(failures).to.equal(1);
      expect(runner.health().failuresInRow).to.equal(0);
      expect((await timelineOf(task)).submissions).to.have.length(1);
    });

    it("tells Prometheus how its tasks went", async () => {
      const { runner } = await drawnTask();
      await runner.work();
      await runner.work();
      const metrics = await runnerMetrics(runner.health).metrics();

      expect(metrics).to.include('muster_runner_tasks{kind="sum",outcome="submitted"} 1');
      expect(metrics).to.include('muster_runner_tasks{kind="sum",outcome="failed"} 0');
    });
  });

  describe("passing", () => {
    /** The reason with which the first runner of a task passes it. */
    async function skipReason(changes: Parameters<typeof buildRequest>[1], runnerChanges: RunnerChanges = {}) {
      const { task, order, runner } = await drawnTask(changes, runnerChanges);
      await runner.work();
      const { skips, submissions } = await timelineOf(task);
      expect(submissions).to.deep.equal([]);
      expect(skips.map(({ position, late }) => [position, late])).to.deep.equal([[order[0]!.position, false]]);
      return runner.log.of("skipSent")[0]?.reason;
    }

    it("passes a kind that it does not know", async () => {
      expect(await skipReason({}, { policy: { kinds: ["average"] } })).to.equal("unknownKind");
    });

    it("passes a definition that it cannot read", async () => {
      expect(await skipReason({ definition: "0x1234" })).to.equal("definitionInvalid");
    });

    it("passes what pays too little", async () => {
      const minimumPayments = { [suite.native]: defaults.paymentPerRunner + 1n };

      expect(await skipReason({}, { policy: { minimumPayments } })).to.equal("payTooLow");
    });

    it("passes what costs more than it pays", async () => {
      expect(await skipReason({}, { policy: { minimumProfit: defaults.paymentPerRunner } })).to.equal("unprofitable");
    });

    it("passes a currency that it does not take", async () => {
      expect(await skipReason({}, { policy: { minimumPayments: {} } })).to.equal("unknownCurrency");
    });

    it("passes a program that fails", async () => {
      const definition = defineTask("const main = () => { throw new Error(); };");

      expect(await skipReason({ definition })).to.equal("PROGRAM_FAILED");
    });

    it("passes a program beyond its limits", async () => {
      const definition = defineTask("const main = () => { for (;;); };");

      expect(await skipReason({ definition }, { programLimits: defaults.programLimits })).to.equal("PROGRAM_FAILED");
    });

    it("passes a result that is not what the schema describes", async () => {
      const definition = defineTask(`const main = () => "three";`);

      expect(await skipReason({ definition })).to.equal("PROGRAM_RESULT_MISMATCH");
    });

    it("passes an address that is not allowed", async () => {
      const program = { url: "http://127.0.0.1/program.js", sha256: "00".repeat(32) };

      expect(await skipReason({ definition: defineTask("", { program }) })).to.equal("CONTENT_REFUSED");
    });

    it("passes when it is busy and passing stops being free", async () => {
      const half = defaults.responseBlocks / 2;
      const { task, runner } = await drawnTask({}, { policy: { maxConcurrent: 0 } });
      await runner.work();
      await networkHelpers.mine(half - 1);
      await runner.work();

      expect(runner.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["busy"]);
      expect(runner.log.of("skipSent").map(({ reason }) => reason)).to.deep.equal(["busy"]);
      expect((await timelineOf(task)).skips.map(({ late }) => late)).to.deep.equal([false]);
    });

    describe("content", () => {
      const files = { "program.js": SUM, "large.txt": "a".repeat(defaults.fetchLimits.maxBytes + 1) };
      let content: Awaited<ReturnType<typeof serveContent>>;

      before(async () => {
        content = await serveContent(files);
      });
      after(async () => content.stop());

      const limits = () => ({ fetchLimits: { ...defaults.fetchLimits, allowedUrls: [content.url] } });

      it("passes a program with another hash", async () => {
        const program = { ...content.of("program.js"), sha256: content.of("large.txt").sha256 };

        expect(await skipReason({ definition: defineTask("", { program }) }, limits())).to.equal("CONTENT_REFUSED");
      });

      it("passes data that are too large", async () => {
        const definition = defineTask(SUM, { data: content.of("large.txt") });

        expect(await skipReason({ definition }, limits())).to.equal("CONTENT_REFUSED");
      });

      it("tries again while content cannot be had, and passes in time", async () => {
        const definition = defineTask("", { program: content.of("missing.js") });
        const { task, runner } = await drawnTask({ definition }, limits());
        await runner.work();
        const early = (await timelineOf(task)).skips.length;
        await networkHelpers.mine(defaults.responseBlocks / 2 - 1);
        await runner.work();

        expect(early).to.equal(0);
        expect(runner.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["contentUnavailable"]);
        expect((await timelineOf(task)).skips.map(({ late }) => late)).to.deep.equal([false]);
      });

      it("does not follow redirects", async () => {
        const program = { url: `${content.url}redirect`, sha256: content.of("program.js").sha256 };
        const { task, runner } = await drawnTask({ definition: defineTask("", { program }) }, limits());
        await runner.work();

        expect((await timelineOf(task)).submissions).to.deep.equal([]);
        expect(runner.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["contentUnavailable"]);
      });
    });
  });

  describe("restarts", () => {
    it("does not submit again what was sent before a restart", async () => {
      const { task, order, runner } = await drawnTask();
      await networkHelpers.mine();
      await connection.provider.request({ method: "evm_setAutomine", params: [false] });
      await runner.work();
      const second = runnerOfPosition(order[0]!);
      await second.work();
      await connection.provider.request({ method: "evm_setAutomine", params: [true] });
      await networkHelpers.mine();

      expect(second.log.of("submitSent")).to.deep.equal([]);
      expect(second.log.of("turnPostponed")).to.deep.equal([]);
      expect((await timelineOf(task)).submissions).to.have.length(1);
    });

    it("does the work that a stopped runner left", async () => {
      const { task, order, runner } = await drawnTask({ definition: defineTask("const main = () => { for (;;); };") });
      await runner.tick();
      await runner.stop();
      const second = runnerOfPosition(order[0]!, { executeProgram: async () => 3 });
      await second.work();

      expect(runner.log.of("skipSent")).to.deep.equal([]);
      expect((await timelineOf(task)).submissions[0]?.result).to.equal(resultOf(3n));
    });

    const committed = {
      numRunners: 1,
      terms: { commitBlocks: defaults.commitBlocks, revealBlocks: defaults.revealBlocks },
    };

    it("reveals after a restart what it committed to", async () => {
      const { task, order, runner } = await drawnTask(committed);
      await runner.work();
      const before = await timelineOf(task);
      await runnerOfPosition(order[0]!).work();

      expect([before.commitments.length, before.submissions.length]).to.deep.equal([1, 0]);
      expect((await timelineOf(task)).submissions[0]?.result).to.equal(resultOf(3n));
    });

    it("does not compute again what the journal has", async () => {
      const journalPath = join(mkdtempSync(join(tmpdir(), "muster-")), "journal");
      const { task, order, runner } = await drawnTask(committed, { journal: createResultJournal(journalPath) });
      await runner.work();
      let runs = 0;
      const second = runnerOfPosition(order[0]!, {
        journal: createResultJournal(journalPath),
        executeProgram: async (run, signal) => {
          runs++;
          return executeProgram(run, signal);
        },
      });
      await second.work();

      expect(runs).to.equal(0);
      expect((await timelineOf(task)).submissions).to.have.length(1);
    });

    it("keeps a commitment that it cannot reveal, and says so", async () => {
      const { task, order, runner } = await drawnTask(committed);
      await runner.work();
      const second = runnerOfPosition(order[0]!, { executeProgram: async () => 4 });
      await second.work();

      expect((await timelineOf(task)).submissions).to.deep.equal([]);
      expect(second.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["commitmentLost"]);
    });
  });

  describe("commitments", () => {
    const committed = { terms: { commitBlocks: defaults.commitBlocks, revealBlocks: defaults.revealBlocks } };

    it("reveals once every runner has committed", async () => {
      const { task, order } = await submitDrawn(suite, { definition: defineTask(SUM), ...committed });
      const runners = order.slice(0, defaults.numRunners).map((drawn) => runnerOfPosition(drawn));
      for (const runner of runners) await runner.work();
      const before = await timelineOf(task);
      for (const runner of runners) await runner.work();

      expect([before.commitments.length, before.submissions.length]).to.deep.equal([defaults.numRunners, 0]);
      expect((await timelineOf(task)).liveStatus).to.equal("Completed");
    });

    it("waits for the others between commitment and reveal", async () => {
      const { runner } = await drawnTask(committed);
      await runner.work();
      await runner.work();

      expect(runner.log.of("waiting").map(({ reason }) => reason)).to.deep.equal(["commitPhase"]);
    });

    it("passes when it was drawn too late to commit", async () => {
      const { commitBlocks } = defaults;
      const { task, order } = await submitDrawn(suite, {
        definition: defineTask(SUM),
        numRunners: 1,
        responseBlocks: commitBlocks,
        ...committed,
      });
      const { position, hint } = order[0]!;
      await networkHelpers.mine(commitBlocks - 2);
      await suite.dispatcher.connect(runnerAt(suite, order[0]!).signer).skipTask(task.id, { position, hint });
      await networkHelpers.mine(2);
      const runner = runnerOfPosition(order[1]!);
      await runner.work();

      expect(runner.log.of("skipSent").map(({ reason }) => reason)).to.deep.equal(["commitPhaseOver"]);
      expect((await timelineOf(task)).skips.map(({ late }) => late)).to.deep.equal([true, false]);
    });
  });

  it("computes nothing for a task that it was not drawn for", async () => {
    const { order } = await submitDrawn(suite, { definition: defineTask(SUM), numRunners: 1 });
    let runs = 0;
    const executeOnce = async () => ++runs;
    const runner = runnerOfPosition(order.at(-1)!, { executeProgram: executeOnce });
    await runner.work();

    expect(runs).to.equal(0);
  });

  it("completes a task that others have answered", async () => {
    const { task, order } = await submitDrawn(suite, { definition: defineTask(SUM) });
    for (const drawn of order.slice(1, defaults.numRunners)) await answer(suite, task, drawn, 3n);
    await runnerOfPosition(order[0]!).work();

    expect((await timelineOf(task)).liveStatus).to.equal("Completed");
  });
});
