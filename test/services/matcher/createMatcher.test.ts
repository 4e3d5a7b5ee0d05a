import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { acknowledgeJob } from "../../../sdk/jobs/acknowledgeJob.ts";
import { advertise } from "../../../sdk/jobs/advertise.ts";
import { declineJob } from "../../../sdk/jobs/declineJob.ts";
import { matchJob } from "../../../sdk/jobs/matchJob.ts";
import { readJob } from "../../../sdk/jobs/readJob.ts";
import { reportExecution } from "../../../sdk/jobs/reportExecution.ts";
import { createStatusServer } from "../../../services/createStatusServer.ts";
import { jobRoutes } from "../../../services/matcher/jobRoutes.ts";
import { JournalUnusableError } from "../../../services/matcher/journalUnusableError.ts";
import { matcherMetrics } from "../../../services/matcher/matcherMetrics.ts";
import { jobDefaults } from "../../helpers/jobs.ts";
import {
  deployJobMarket,
  type JobMarketSuite,
  marketOffer,
  matcherOf,
  registerMarketJob,
  type TestMatcher,
} from "../../helpers/jobMarket.ts";

const connection = await network.create();
const { networkHelpers, provider } = connection;
const { reward, executions } = jobDefaults;
const { baseFee, maxMemory } = marketOffer;
/** The cheapest has too little memory for whoever needs some. */
const OFFERS = [{ baseFee: 3n * baseFee }, { baseFee: 2n * baseFee }, {}, { baseFee: baseFee / 2n, maxMemory: 1n }];
const needs = { memoryBytes: maxMemory, networkRequests: 0n, storageBytes: 0n, modules: 0n, minReputation: 0n };
const nothing = { minimumProfit: 0n, upkeep: false };

async function deploy(): Promise<JobMarketSuite> {
  return deployJobMarket(connection, OFFERS);
}

describe("the matcher's daemon", () => {
  let market: JobMarketSuite;
  const slotsOf = async (id: string) =>
    (await readJob(market.consumer, { id })).slots.map(({ processor }) => processor);
  const operatorAt = (index: number) => market.processors[index]!.operator;
  const statusOf = async (id: string) => (await readJob(market.consumer, { id })).status;

  beforeEach(async () => {
    market = await networkHelpers.loadFixture(deploy);
  });

  /** Lets the matcher look as often as it takes to send something and hear of it. */
  async function work(matcher: TestMatcher, times = 2): Promise<void> {
    for (let time = 0; time < times; ++time) await matcher.tick();
  }

  /** A job that the third processor has promised to run, matched by this account. */
  async function assigned(matcher: TestMatcher) {
    const job = await registerMarketJob(market, { needs });
    await work(matcher);
    await acknowledgeJob(market.processors[2]!.client, { id: job.id, slot: 0n });
    return job;
  }

  async function reachEnd(id: string): Promise<void> {
    const { terms } = await readJob(market.consumer, { id });
    const [, until] = await market.suite.jobs.windowOf(id, terms, 0n, executions - 1n);
    await networkHelpers.time.increaseTo((until + 999n) / 1_000n);
  }

  describe("matches", () => {
    it("gives a job the cheapest processors that break no rule", async () => {
      const { id } = await registerMarketJob(market, { slots: 2n, needs });
      const matcher = matcherOf(market, market.others[0]!);
      await work(matcher);

      expect(await slotsOf(id)).to.deep.equal([operatorAt(2), operatorAt(1)]);
      const { matcher: by, status } = await readJob(market.consumer, { id });
      expect([by, status]).to.deep.equal([market.others[0]!.address, "Matched"]);
      expect(matcher.health().ledger.matchJob).to.include({ done: 1, lost: 0 });
    });

    it("gives two jobs that meet in time to two processors", async () => {
      const jobs = [await registerMarketJob(market, { needs }), await registerMarketJob(market, { needs })];
      await work(matcherOf(market, market.others[0]!));

      const taken = await Promise.all(jobs.map(({ id }) => slotsOf(id)));
      expect(taken.flat().sort()).to.deep.equal([operatorAt(1), operatorAt(2)]);
    });

    it("keeps no more matches on their way than it is told", async () => {
      for (const _job of [1, 2]) await registerMarketJob(market, { needs });
      const matcher = matcherOf(market, market.others[0]!, { maxConcurrent: 1 });
      await matcher.tick();
      expect(matcher.health().jobsByStatus).to.deep.equal({ Open: 2 });
      expect(Object.values(matcher.health().waiting)).to.deep.equal(["tooManyAtOnce"]);
      await work(matcher);
      expect(matcher.health().jobsByStatus).to.deep.equal({ Matched: 2 });
    });

    it("leaves a match that costs more than it brings", async () => {
      const { id } = await registerMarketJob(market, { needs, reward: baseFee });
      const matcher = matcherOf(market, market.others[0]!, nothing);
      await work(matcher);
      expect(await statusOf(id)).to.equal("Open");
      expect(matcher.health().waiting[id]).to.equal("matchJob:unprofitable");
    });

    it("makes a match that brings more than it costs", async () => {
      const { id } = await registerMarketJob(market, { needs, reward: reward * 100n });
      await work(matcherOf(market, market.others[0]!, nothing));
      expect(await statusOf(id)).to.equal("Matched");
    });

    it("sends nothing once its budget is spent", async () => {
      const first = await registerMarketJob(market, { needs });
      const matcher = matcherOf(market, market.others[0]!, { budget: 0n });
      await work(matcher);
      const second = await registerMarketJob(market, { needs });
      await work(matcher);
      expect([await statusOf(first.id), await statusOf(second.id)]).to.deep.equal(["Matched", "Open"]);
      expect(matcher.health().waiting[second.id]).to.equal("budgetSpent");
    });
  });

  describe("rivals", () => {
    it("lose a race calmly, and the job is matched once", async () => {
      const { id } = await registerMarketJob(market, { needs });
      const rivals = [matcherOf(market, market.others[0]!), matcherOf(market, market.others[1]!)];
      await provider.request({ method: "evm_setAutomine", params: [false] });
      for (const rival of rivals) await rival.tick();
      await provider.request({ method: "evm_setAutomine", params: [true] });
      await networkHelpers.mine();
      for (const rival of rivals) await work(rival, 3);

      const matches = await market.suite.jobs.queryFilter(market.suite.jobs.filters.SlotMatched(id));
      expect(matches.map(({ args }) => args.matcher)).to.deep.equal([market.others[0]!.address]);
      const [winner, loser] = rivals.map((rival) => rival.health());
      expect([winner!.ledger.matchJob.done, winner!.ledger.matchJob.lost]).to.deep.equal([1, 0]);
      expect([loser!.ledger.matchJob.done, loser!.ledger.matchJob.lost]).to.deep.equal([0, 1]);
      expect(rivals.flatMap(({ log }) => log.records.filter(({ level }) => level !== "info"))).to.deep.equal([]);
      expect([winner!.failuresInRow, loser!.failuresInRow]).to.deep.equal([0, 0]);
    });

    it("look again when a processor was taken for another job", async () => {
      const [first, second] = [await registerMarketJob(market, { needs }), await registerMarketJob(market, { needs })];
      const rival = market.as(market.others[1]!);
      const matcher = matcherOf(market, market.others[0]!, { maxConcurrent: 1 });
      await provider.request({ method: "evm_setAutomine", params: [false] });
      const racing = matchJob(rival, { id: second.id, slots: [{ processor: operatorAt(2), startDelay: 0n }] });
      await networkHelpers.mine(0);
      await matcher.tick();
      await provider.request({ method: "evm_setAutomine", params: [true] });
      await networkHelpers.mine();
      await racing;
      await networkHelpers.mine(4);
      await work(matcher, 3);

      expect([await slotsOf(first.id), await slotsOf(second.id)]).to.deep.equal([[operatorAt(1)], [operatorAt(2)]]);
      expect(matcher.health().failuresInRow).to.equal(0);
    });
  });

  describe("explanations", () => {
    it("tell over HTTP how many processors each rule keeps from a job", async () => {
      const { id } = await registerMarketJob(market, { slots: 2n, needs, reward: baseFee });
      const matcher = matcherOf(market, market.others[0]!);
      await work(matcher);
      const { health } = matcher;
      const metrics = matcherMetrics(health);
      const server = createStatusServer({ port: 0, health, metrics, routes: jobRoutes(matcher) });
      const url = await server.start();
      const answer = await fetch(`${url}/jobs/${id}`);
      const told = (await answer.json()) as Record<string, unknown>;
      const unknown = await fetch(`${url}/jobs/${id.replaceAll(/[1-9]/g, "0")}`);
      const malformed = await fetch(`${url}/jobs/7`);
      await server.stop();

      expect(told).to.include({ id, status: "Open", needed: 2, known: 4, fitting: 1 });
      expect(told.broken).to.deep.equal([
        { rule: "JobRewardTooLow", processors: 2, alone: 2 },
        { rule: "JobMemoryExceeded", processors: 1, alone: 1 },
      ]);
      expect(told.explanation).to.equal(
        "The job needs 2 processors, and 1 of 4 fit: 2 dearer than the reward (JobRewardTooLow, 2 for nothing else), " +
          "1 with too little memory (JobMemoryExceeded, 1 for nothing else).",
      );
      expect([unknown.status, malformed.status]).to.deep.equal([404, 400]);
      expect(matcher.log.of("waiting").map(({ rules }) => rules)).to.deep.equal([
        "JobRewardTooLow: 2, JobMemoryExceeded: 1",
      ]);
      expect(await metrics.metrics()).to.contain('muster_matcher_broken{rule="JobRewardTooLow"} 2');
    });

    it("follow what processors offer, and what governs them", async () => {
      const { id } = await registerMarketJob(market, { needs, reward: baseFee / 2n });
      const matcher = matcherOf(market, market.others[0]!);
      await matcher.tick();
      expect(matcher.explain(id)).to.include({ fitting: 0 });
      await advertise(market.processors[0]!.client, { ...marketOffer, baseFee: 0n });
      await work(matcher);
      expect(await slotsOf(id)).to.deep.equal([operatorAt(0)]);
      expect(matcher.explain(id)).to.include({ status: "Matched", explanation: "The job is Matched." });
    });

    it("see a processor that left the pool", async () => {
      const matcher = matcherOf(market, market.others[0]!);
      const hopeless = await registerMarketJob(market, { needs, slots: 4n });
      await matcher.tick();
      await market.processors[2]!.client.registry.leavePool(await market.suite.jobs.pool());
      await matcher.tick();
      const { broken } = matcher.explain(hopeless.id)!;
      expect(broken).to.deep.include({ rule: "JobNotMember", processors: 1, alone: 1 });
    });
  });

  describe("restarts", () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "muster-matcher-"));
    });

    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it("go on where the journal stopped", async () => {
      const journalPath = join(folder, "matcher.json");
      const { id } = await registerMarketJob(market, { needs, reward: baseFee / 2n });
      const first = matcherOf(market, market.others[0]!, { journalPath });
      await work(first);
      await first.stop();
      const head = await market.suite.provider.getBlockNumber();
      await networkHelpers.mine(200);
      await advertise(market.processors[1]!.client, { ...marketOffer, baseFee: 1n });
      const second = matcherOf(market, market.others[0]!, { journalPath });
      await work(second);

      expect(second.log.of("ready").map(({ from }) => from)).to.deep.equal([head + 1]);
      expect(await slotsOf(id)).to.deep.equal([operatorAt(1)]);
    });

    it("need no journal", async () => {
      const { id } = await registerMarketJob(market, { needs });
      await networkHelpers.mine(200);
      const matcher = matcherOf(market, market.others[0]!);
      await work(matcher);
      expect(matcher.log.of("ready").map(({ from }) => from)).to.deep.equal([market.suite.deployment.fromBlock]);
      expect(await slotsOf(id)).to.deep.equal([operatorAt(2)]);
    });

    it("refuse the journal of another deployment, and what is none", () => {
      const journalPath = join(folder, "matcher.json");
      for (const text of ['{"chainId":1,"market":"0x","next":0,"logs":[]}', "{"]) {
        writeFileSync(journalPath, text);
        expect(() => matcherOf(market, market.others[0]!, { journalPath })).to.throw(JournalUnusableError);
      }
      expect(existsSync(`${journalPath}.new`)).to.equal(false);
    });
  });

  describe("upkeep", () => {
    it("releases a match that nobody acknowledged, and matches the job to another", async () => {
      const { id } = await registerMarketJob(market, { needs });
      const matcher = matcherOf(market, market.others[0]!);
      await work(matcher);
      const first = await slotsOf(id);
      await networkHelpers.time.increase((await market.suite.jobs.settings()).ackWindow);
      await work(matcher, 4);

      expect([first, await slotsOf(id)]).to.deep.equal([[operatorAt(2)], [operatorAt(1)]]);
      expect(matcher.health().ledger).to.deep.include.keys("releaseUnacknowledged");
      expect(matcher.health().ledger.releaseUnacknowledged.done).to.equal(1);
    });

    it("gives up a job whose processors decline too often", async () => {
      const { id } = await registerMarketJob(market, { needs });
      const matcher = matcherOf(market, market.others[0]!, { maxRounds: 2 });
      for (const index of [2, 1]) {
        await work(matcher);
        await declineJob(market.processors[index]!.client, { id, slot: 0n });
      }
      await work(matcher);
      expect(await statusOf(id)).to.equal("Open");
      expect(matcher.health().waiting[id]).to.equal("givenUp");
    });

    it("settles a job of its own, and collects its share", async () => {
      const signer = market.others[0]!;
      const matcher = matcherOf(market, signer, { collect: { [ZeroAddress]: 1n } });
      const { id, terms } = await assigned(matcher);
      await networkHelpers.time.increaseTo(terms.schedule.startTime / 1_000n);
      const report = { id, slot: 0n, execution: 0n, isSuccess: true };
      await reportExecution(market.processors[2]!.client, report);
      await reachEnd(id);
      await work(matcher, 4);

      expect(await statusOf(id)).to.equal("Done");
      const { settleJob, collect } = matcher.health().ledger;
      expect([settleJob.done, collect.done]).to.deep.equal([1, 1]);
      expect(collect.earned).to.be.at.least(((reward - baseFee) * 1_000n) / 10_000n);
      expect(await market.suite.escrow.creditOf(signer, ZeroAddress)).to.equal(0n);
    });

    it("counts what a processor missed, for the bounty", async () => {
      const matcher = matcherOf(market, market.others[0]!);
      const { id, terms } = await assigned(matcher);
      const [, until] = await market.suite.jobs.windowOf(id, terms, 0n, 0n);
      await networkHelpers.time.increaseTo((until + 999n) / 1_000n);
      await work(matcher);

      const { slots } = await readJob(market.consumer, { id });
      expect(slots[0]!.next).to.equal(1n);
      expect(await market.suite.escrow.creditOf(market.others[0]!, ZeroAddress)).to.be.above(0n);
    });

    for (const upkeep of [true, false]) {
      it(`${upkeep ? "ends" : "leaves"} a job whose start has passed where upkeep is ${upkeep}`, async () => {
        const { id, terms } = await registerMarketJob(market, { reward: 0n });
        await networkHelpers.time.increaseTo(terms.schedule.startTime / 1_000n);
        await work(matcherOf(market, market.others[0]!, { upkeep }));
        const { status } = await market.suite.jobs.jobOf(id);
        expect(status).to.equal(upkeep ? 5n : 1n);
      });
    }
  });

  it("starts, says that it is ready, and stops", async () => {
    const matcher = matcherOf(market, market.others[0]!);
    await matcher.start();
    expect(matcher.health()).to.include({ isRunning: true, isReady: true, processors: 4 });
    await matcher.stop();
    expect(matcher.health().isRunning).to.equal(false);
  });
});
