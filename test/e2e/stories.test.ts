import { readFileSync } from "node:fs";

import { expect } from "chai";
import { AbiCoder } from "ethers";
import { network } from "hardhat";

import { type FileServer, serveFiles } from "../../scripts/demo/dispatch/serveFiles.ts";
import { verifyRun } from "../../scripts/verify/verifyRun.ts";
import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { encodeTaskDefinition, type JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { consumeResult } from "../../sdk/dispatch/consumeResult.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import type { TaskRequest } from "../../sdk/dispatch/taskRequest.ts";
import { ON_RESULTS_SELECTOR, PayoutPolicy, type TaskTerms } from "../../sdk/dispatch/taskTerms.ts";
import { depositWithPermit } from "../../sdk/escrow/depositWithPermit.ts";
import { encodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import type { ExecuteProgram } from "../../services/runner/prepareResult.ts";
import { executeProgram } from "../../services/runner/sandbox/executeProgram.ts";
import { ProgramFailedError } from "../../services/runner/sandbox/programFailedError.ts";
import { ExampleToken__factory, MajorityActor__factory } from "../../typechain-types/index.ts";
import { defaults } from "../helpers/defaults.ts";
import { buildRequest, orderOf, runnerAt, submit, taskOf, type TestTask } from "../helpers/dispatch.ts";
import { keeperOf, type RunnerChanges, runnerOf, type TestKeeper, type TestRunner } from "../helpers/services.ts";
import { answerRound, deployTestSuite, type TestOperator } from "../helpers/suite.ts";

/** Gas is estimated as public nodes do: an inner call that runs out of it does not matter if the outer one goes on. */
const connection = await network.create({ override: { gasEstimationMode: "topLevelSuccess" } });
const { networkHelpers } = connection;

const WEATHER = new URL("../../node_modules/vega-datasets/data/seattle-weather.csv", import.meta.url);
const MILLIMETRES = 1;
const WORDS = ["uint256", "int256"] as const;

/** Seven operators, an actor contract with credit, and a token of which the suite's actor has all. */
async function stageFixture() {
  const suite = await deployTestSuite(connection, defaults.storyRunners);
  const majority = await new MajorityActor__factory(suite.actor).deploy(suite.dispatcher, suite.escrow);
  await suite.escrow.deposit(suite.native, majority, defaults.credit, { value: defaults.credit });
  const token = await new ExampleToken__factory(suite.actor).deploy(defaults.credit);
  return { suite, majority, currency: await token.getAddress() };
}

describe("the stories of the demo", () => {
  let stage: Awaited<ReturnType<typeof stageFixture>>;
  let keeper: TestKeeper;
  let files: FileServer;
  let hired: TestRunner[];

  before(async () => {
    files = await serveFiles();
  });

  after(() => {
    files.server.close();
    files.server.closeAllConnections();
  });

  beforeEach(async () => {
    stage = await networkHelpers.loadFixture(stageFixture);
    keeper = keeperOf(stage.suite, stage.suite.stranger);
    hired = [];
  });

  afterEach(async () => {
    await Promise.all(hired.map((runner) => runner.stop()));
  });

  /** The story's one task and draw can be recomputed from the chain alone, and all of the money has left it. */
  async function expectClean(): Promise<void> {
    const { suite, currency } = stage;
    const { tasks, rounds, findings } = await verifyRun(suite);
    expect([tasks, rounds, findings]).to.deep.equal([1, 1, []]);
    expect(await suite.escrow.heldBy(suite.dispatcher, suite.native)).to.equal(0n);
    expect(await suite.escrow.heldBy(suite.dispatcher, currency)).to.equal(0n);
  }

  /* WORK */

  /** The runner of an operator; it knows the kind, takes both currencies and fetches from this machine. */
  function hire({ signer }: TestOperator, { policy, ...changes }: RunnerChanges = {}): TestRunner {
    const { suite, currency } = stage;
    const runner = runnerOf(suite, signer, {
      policy: { kinds: ["weather"], minimumPayments: { [suite.native]: 0n, [currency]: 0n }, ...policy },
      fetchLimits: { ...defaults.fetchLimits, maxBytes: defaults.dataBytes, allowedUrls: [`${files.origin}/`] },
      ...changes,
    });
    hired.push(runner);
    return runner;
  }

  async function workAll(runners: readonly TestRunner[]): Promise<void> {
    for (const runner of runners) await runner.work();
  }

  /** What to ask: how wet and how warm four years in Seattle were. */
  function weatherRequest(changes: Partial<TaskRequest>, terms: Partial<TaskTerms>): TaskRequest {
    const { program, weather: data } = files;
    const definition = encodeTaskDefinition({ kind: "weather", program, data, input: { millimetres: MILLIMETRES } });
    const schema = encodeResultSchema({ kind: "StaticAbi", types: [...WORDS] });
    return buildRequest(stage.suite, { definition, ...changes, terms: { schema, ...terms } });
  }

  /** A task of the actor contract, drawn, and the operators in their order. */
  async function submitAsMajority(numRunners: number, gasLimit: number) {
    const { majority } = stage;
    const target = await majority.getAddress();
    const { maxTip, callbackBudget: budget } = defaults;
    const callback = { target, selector: ON_RESULTS_SELECTOR, gasLimit, maxTip, budget };
    const payoutPolicy = PayoutPolicy.MatchingConsumed;
    const request = weatherRequest({ numRunners }, { actor: target, callback, payoutPolicy });
    await majority.submit(request);
    return draw(taskOf(stage.suite, request));
  }

  async function draw(task: TestTask) {
    const { suite } = stage;
    await answerRound(suite);
    const operators = (await orderOf(suite, task)).map((drawn) => runnerAt(suite, drawn));
    return { id: task.id, operators };
  }

  const timelineOf = (id: string) => readTask(stage.suite, { id });

  it("believes and pays the majority in spite of a liar, a sleeper, a skipper and a crash", async () => {
    const { registry, reputation } = stage.suite;
    const { id, operators } = await submitAsMajority(5, defaults.wideCallbackGasLimit);
    // The draw casts them, so that each has a part.
    const [first, liar, sleeper, skipper, crasher, sixth, seventh] = operators as Seven;
    const scoreBefore = await reputation.scoreOf(sleeper.operator);
    const [sleep, crash] = [createEndless(), createEndless()];

    const sleeping = hire(sleeper, { executeProgram: sleep.execute });
    const crashing = hire(crasher, { executeProgram: crash.execute });
    const skipping = hire(skipper, { policy: { kinds: ["image"] } });
    const others = [hire(first), hire(liar, { executeProgram: lie }), hire(sixth), hire(seventh)];
    await Promise.all([sleeping.tick(), sleep.begun, crashing.tick(), crash.begun]);
    await crashing.stop();
    const restarted = [hire(crasher), hire(crasher)];
    await workAll([skipping, ...others, ...restarted]);
    await networkHelpers.mine(defaults.responseBlocks);
    await keeper.tick();
    await workAll([...others, ...restarted]);
    await keeper.tick();

    const task = await timelineOf(id);
    const paid = task.payments.map(({ runner, amount }) => [runner, amount]);
    expect(task.status).to.equal("Finalized");
    expect(await stage.majority.answerOf(id)).to.equal(computeAnswer());
    expect(task.submissions.map(({ runner }) => runner)).to.have.members(
      addressesOf(first, liar, crasher, sixth, seventh),
    );
    expect(paid).to.have.deep.members(
      addressesOf(first, crasher, sixth, seventh).map((runner) => [runner, defaults.paymentPerRunner]),
    );
    expect([crashing, ...restarted].map(({ log }) => log.of("submitSent").length)).to.deep.equal([0, 1, 0]);
    expect(task.skips.map(({ runner, late }) => [runner, late])).to.deep.equal([[skipper.signer.address, false]]);

    const slashed = (defaults.stake * BigInt(defaults.noShowBps)) / 10_000n;
    expect(task.misses.map((miss) => [miss.runner, miss.slashed])).to.deep.equal([[sleeper.signer.address, slashed]]);
    expect(await registry.slashableOf(sleeper.operator)).to.equal(defaults.stake - slashed);
    expect(await reputation.scoreOf(sleeper.operator)).to.be.below(scoreBefore);
    await expectClean();
  });

  it("pays every accepted result when the callback is starved of gas", async () => {
    const { id, operators } = await submitAsMajority(2, defaults.starvedGasLimit);
    await workAll(operators.map((operator) => hire(operator)));
    await keeper.tick();
    const failed = await timelineOf(id);
    await networkHelpers.mine(2 * defaults.consumeBlocks);
    await keeper.tick();

    const { status, payments, consumedRunner, submissions } = await timelineOf(id);
    expect(failed.callback.state).to.equal("Failed");
    expect(failed.callback.attempts.map(({ isSuccess, reason }) => [isSuccess, reason])).to.deep.equal([[false, "0x"]]);
    expect(failed.callback.attempts[0]?.paid).to.be.above(0n);
    expect([status, consumedRunner]).to.deep.equal(["Finalized", undefined]);
    expect(submissions.map(({ result }) => result)).to.deep.equal([computeAnswer(), computeAnswer()]);
    expect(payments.map(({ runner, amount }) => [runner, amount])).to.have.deep.members(
      addressesOf(...operators.slice(0, 2)).map((runner) => [runner, defaults.paymentPerRunner]),
    );
    await expectClean();
  });

  it("refunds a task that times out, to the unit", async () => {
    const { suite } = stage;
    const timeoutBlocks = defaults.responseBlocks;
    const before = await suite.escrow.creditOf(suite.actor, suite.native);
    const { id, operators } = await draw(await submit(suite, weatherRequest({ numRunners: 2, timeoutBlocks }, {})));
    for (const operator of operators.slice(0, 2)) {
      const { begun, execute } = createEndless();
      await Promise.all([hire(operator, { executeProgram: execute }).tick(), begun]);
    }
    await networkHelpers.mine(timeoutBlocks);
    await keeper.tick();
    await keeper.tick();

    const { status, misses, payments, refunds } = await timelineOf(id);
    expect([status, misses, payments]).to.deep.equal(["Finalized", [], []]);
    expect(refunds.map(({ actor, amount }) => [actor, amount])).to.deep.equal([
      [suite.actor.address, 2n * defaults.paymentPerRunner],
    ]);
    // The randomness was had, and is paid for.
    const entryFee = await suite.beacon.entryFee();
    expect(await suite.escrow.creditOf(suite.actor, suite.native)).to.equal(before - entryFee);
    await expectClean();
  });

  it("pays in an ERC-20 what is committed to, revealed, and consumed later", async () => {
    const { suite, currency } = stage;
    const client = createMusterClient({ deployment: suite.deployment, runner: suite.actor });
    await depositWithPermit(client, { currency, amount: defaults.credit });
    const { commitBlocks, revealBlocks, paymentPerRunner } = defaults;
    const terms = { currency, commitBlocks, revealBlocks, payoutPolicy: PayoutPolicy.AllValid };
    const { id, operators } = await draw(await submit(suite, weatherRequest({ numRunners: 2 }, terms)));
    const runners = operators.map((operator) => hire(operator));
    await workAll(runners);
    const committed = await timelineOf(id);
    await workAll(runners);
    await keeper.tick();
    const completed = await timelineOf(id);
    await consumeResult(client, { id, runner: operators[1]!.signer.address });

    const drawn = addressesOf(...operators.slice(0, 2));
    const { status, consumedRunner } = await timelineOf(id);
    expect(committed.commitments.map(({ runner }) => runner)).to.deep.equal(drawn);
    expect([committed.submissions.length, completed.status]).to.deep.equal([0, "Completed"]);
    expect(completed.submissions.map(({ result }) => result)).to.deep.equal([computeAnswer(), computeAnswer()]);
    expect([status, consumedRunner]).to.deep.equal(["Finalized", drawn[1]]);
    for (const runner of drawn) expect(await suite.escrow.creditOf(runner, currency)).to.equal(paymentPerRunner);
    expect(await suite.escrow.creditOf(suite.actor, currency)).to.equal(defaults.credit - 2n * paymentPerRunner);
    await expectClean();
  });
});

/* BEHAVIOUR */

/** A program that says when it begins, and goes on until it is called off. */
function createEndless() {
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const execute: ExecuteProgram = (_run, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(new ProgramFailedError("stopped", "it was called off")));
      begin();
    });
  return { begun, execute };
}

async function lie(...run: Parameters<ExecuteProgram>): Promise<JsonValue> {
  return addOne(await executeProgram(...run));
}

function addOne(value: JsonValue): JsonValue {
  return Array.isArray(value) ? value.map(addOne) : Number(value) + 1;
}

/* FIGURES */

/** The answer, found another way: the days that rained enough, and the mean high in hundredths, in integers alone. */
function computeAnswer(): string {
  const rows = readFileSync(WEATHER, "utf8").matchAll(/^\d{4}-\d\d-\d\d,(\d+)\.(\d),(-?\d+\.\d),/gm);
  let [days, wet, tenths] = [0n, 0n, 0n];
  for (const [, whole, tenth, high] of rows) {
    days += 1n;
    if (BigInt(`${whole}${tenth}`) > 10n * BigInt(MILLIMETRES)) wet += 1n;
    tenths += BigInt(high!.replace(".", ""));
  }
  const mean = (20n * tenths + days) / (2n * days);
  return AbiCoder.defaultAbiCoder().encode(WORDS, [wet, mean]);
}

function addressesOf(...operators: readonly TestOperator[]): string[] {
  return operators.map(({ signer }) => signer.address);
}

type O = TestOperator;
type Seven = [O, O, O, O, O, O, O];
