import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { JOB_STATUSES } from "../../../sdk/jobs/jobStatus.ts";
import { shouldBehaveLikeTaskMarket } from "../../behaviors/shouldBehaveLikeTaskMarket.ts";
import type { MarketTask, Refusal, TaskMarketAdapter } from "../../behaviors/taskMarketAdapter.ts";
import {
  assignJob,
  detailsOf,
  draftJob,
  idOf,
  joinAsProcessor,
  jobDefaults,
  type JobSuite,
  reach,
  reachEnd,
  reportInTime,
  reportOf,
  type TestJob,
} from "../../helpers/jobs.ts";
import { rebuildJob } from "../../helpers/rebuildJob.ts";
import { storedJob } from "../../helpers/storedJob.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers } = connection;

const PROCESSORS = 1;
const MILLISECONDS = 1_000n;
const statusNumber = (name: (typeof JOB_STATUSES)[number]) => BigInt(JOB_STATUSES.indexOf(name));

/** The suite as it is deployed, with processors that serve its actor. */
interface Stage {
  readonly suite: TestSuite;
  readonly jobs: JobSuite;
}

async function jobsFixture(): Promise<TaskMarketAdapter> {
  const stage = await deployStage();
  const { suite, jobs } = stage;
  const { market, consumer } = jobs;
  const terms = await draftJob(jobs);
  const draft = { id: await idOf(jobs, terms), terms };
  return {
    suite: {
      ...suite,
      operators: jobs.processors.map(({ signer, operator }) => ({ signer, operator: Number(operator) })),
    },
    market: await market.getAddress(),
    statuses: { none: statusNumber("None"), final: statusNumber("Done") },
    statusOf: (id) => market.statusOf(id),
    open: async (currency) => openJob(stage, currency),
    completeFor: async (currency) => completeJob(stage, currency),
    unknownCalls: (id) => unknownCalls(stage, id, draft),
    replay: async () => {
      const { id, terms } = await assignInCurrency(stage, ZeroAddress);
      const send = () => market.connect(consumer).registerJob(terms, detailsOf(), []);
      return { send, contract: market, error: "JobExists", values: [id] };
    },
    submitPaused: () => {
      const send = async () => market.connect(consumer).registerJob(await draftJob(jobs), detailsOf(), []);
      return { send, contract: market, error: "EnforcedPause", values: [] };
    },
    setPaused: (isPaused) => market.setPaused(isPaused),
    reentry: async () => {
      const done = await assignInCurrency(stage, ZeroAddress);
      await reportInTime(jobs, done);
      return market.interface.encodeFunctionData("settleJob", [done.id, done.terms]);
    },
    reconstruct: async (task) => {
      const job = jobsByTask.get(task) as TestJob;
      return { told: await rebuildJob(jobs, job), stored: await storedJob(jobs, job) };
    },
  };
}

const jobsByTask = new WeakMap<MarketTask, TestJob>();

async function deployStage(): Promise<Stage> {
  const suite = await deployTestSuite(connection, 0);
  const { jobs: market, escrow, registry, reputation, jobTemplates: templates, actor, stranger } = suite;
  await escrow.connect(actor).approveMarket(market, true);
  const others = (await ethers.getSigners()).slice(-PROCESSORS);
  const processors = [];
  for (const signer of others) processors.push(await joinAsProcessor({ registry, market }, signer));
  const ground = { connection, market, escrow, registry, reputation, templates, ground: suite.devices };
  const people = { consumer: actor, matcher: stranger, stranger, treasury: suite.governor, processors };
  return { suite, jobs: { ...ground, ...people } };
}

/** A job of one execution, in a currency in which its processor advertises, that the processor acknowledged. */
async function assignInCurrency({ jobs, suite }: Stage, currency: string): Promise<TestJob> {
  const [processor] = jobs.processors;
  await suite.jobs.connect(processor!.signer).advertise({ ...jobDefaults.ad, currency }, []);
  const { schedule } = await draftJob(jobs);
  const { ackWindow } = await suite.jobs.settings();
  const startTime = schedule.startTime + ackWindow * MILLISECONDS;
  return assignJob(jobs, { currency, schedule: { ...schedule, startTime, endTime: startTime + 1n } });
}

async function openJob(stage: Stage, currency: string): Promise<MarketTask> {
  const { jobs } = stage;
  const { market, stranger } = jobs;
  const job = await assignInCurrency(stage, currency);
  const { id, terms } = job;
  const [from, until] = await market.windowOf(id, terms, 0, 0);
  const work = () => market.connect(jobs.processors[0]!.signer).report(id, terms, reportOf());
  const settle = () => market.connect(stranger).settleJob(id, terms);
  const timeOfNext = async () => (BigInt((await ethers.provider.getBlock("latest"))!.timestamp) + 1n) * MILLISECONDS;
  const task: MarketTask = {
    id,
    reachLastBlock: () => reach(jobs, until / MILLISECONDS - 1n),
    work,
    workTooLate: async () => ({
      send: work,
      contract: market,
      error: "JobOutsideWindow",
      values: [id, 0n, await timeOfNext(), from, until],
    }),
    expire: settle,
    expireTooEarly: () =>
      Promise.resolve({
        send: settle,
        contract: market,
        error: "JobNotOver",
        values: [id, until - MILLISECONDS, until],
      }),
    finish: () => Promise.resolve(),
  };
  jobsByTask.set(task, job);
  return task;
}

async function completeJob(stage: Stage, currency: string) {
  const { jobs } = stage;
  const { market, escrow, processors } = jobs;
  const { address: payee } = processors[0]!.signer;
  const { registry } = stage.suite;
  const { rewardsReceiver } = await registry.identityOf(processors[0]!.operator);
  const before = await escrow.creditOf(rewardsReceiver, currency);
  const job = await assignInCurrency(stage, currency);
  await reportInTime(jobs, job);
  await reachEnd(jobs, job);
  await market.settleJob(job.id, job.terms);
  return { payee, amount: (await escrow.creditOf(rewardsReceiver, currency)) - before };
}

/** An id is the hash of terms, so terms that nobody registered lead to another. */
function unknownCalls({ jobs }: Stage, id: string, { id: other, terms }: Pick<TestJob, "id" | "terms">): Refusal[] {
  const { market } = jobs;
  const calls = [
    () => market.cancelJob(id, terms),
    () => market.matchJob(id, terms, [], []),
    () => market.acknowledge(id, terms, 0),
    () => market.decline(id, terms, 0),
    () => market.releaseUnacknowledged(id, terms),
    () => market.report(id, terms, reportOf()),
    () => market.countMissed(id, terms, 0),
    () => market.collectPay(id, terms, 0),
    () => market.settleJob(id, terms),
    () => market.windowOf(id, terms, 0, 0),
    () => market.clockStatusOf(id, terms),
  ];
  return calls.map((send) => ({ send, contract: market, error: "JobWrongTerms", values: [id, other] }));
}

shouldBehaveLikeTaskMarket(connection, jobsFixture);
