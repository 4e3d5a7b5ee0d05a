import { expect } from "chai";
import { id as hashText } from "ethers";
import { network } from "hardhat";

import { JOB_STATUSES, type JobStatus } from "../../../sdk/jobs/jobStatus.ts";
import { JobMarket__factory } from "../../../typechain-types/index.ts";
import {
  assignJob,
  deployJobs,
  detailsOf,
  draftJob,
  idOf,
  jobDefaults,
  type JobSuite,
  matchJob,
  reachEnd,
  reachExecution,
  registerJob,
  reportInTime,
  reportOf,
  slotsFor,
  type TestJob,
  timeOf,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

interface Case {
  readonly suite: JobSuite;
  readonly job: TestJob;
}

/** Each function that acts on a job, called by whoever may. */
const calls = {
  registerJob: ({ suite, job }: Case) => suite.market.connect(suite.consumer).registerJob(job.terms, detailsOf(), []),
  matchJob: ({ suite, job }: Case) =>
    suite.market.connect(suite.matcher).matchJob(job.id, job.terms, [], slotsFor(suite)),
  acknowledge: ({ suite, job }: Case) =>
    suite.market.connect(suite.processors[0]!.signer).acknowledge(job.id, job.terms, 0n),
  decline: ({ suite, job }: Case) => suite.market.connect(suite.processors[0]!.signer).decline(job.id, job.terms, 0n),
  releaseUnacknowledged: ({ suite, job }: Case) =>
    suite.market.connect(suite.stranger).releaseUnacknowledged(job.id, job.terms),
  report: ({ suite, job }: Case) =>
    suite.market.connect(suite.processors[0]!.signer).report(job.id, job.terms, reportOf()),
  countMissed: ({ suite, job }: Case) => suite.market.connect(suite.stranger).countMissed(job.id, job.terms, 0n),
  collectPay: ({ suite, job }: Case) => suite.market.connect(suite.stranger).collectPay(job.id, job.terms, 0n),
  settleJob: ({ suite, job }: Case) => suite.market.connect(suite.stranger).settleJob(job.id, job.terms),
  cancelJob: ({ suite, job }: Case) => suite.market.connect(suite.consumer).cancelJob(job.id, job.terms),
};
type Call = keyof typeof calls;

/** A job in each status. */
const jobs: Record<JobStatus, (suite: JobSuite) => Promise<TestJob>> = {
  None: async (suite) => {
    const terms = await draftJob(suite);
    return { terms, id: await idOf(suite, terms), processors: [] };
  },
  Open: (suite) => registerJob(suite),
  Matched: async (suite) => {
    const job = await registerJob(suite);
    await matchJob(suite, job);
    return job;
  },
  Assigned: (suite) => assignJob(suite),
  Done: async (suite) => {
    const job = await assignJob(suite);
    await reachEnd(suite, job);
    await suite.market.settleJob(job.id, job.terms);
    return job;
  },
  Cancelled: async (suite) => {
    const job = await registerJob(suite);
    await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
    return job;
  },
};

/** The calls that go through, and to which status they lead; the clock is set for each as it needs. */
const edges: Record<JobStatus, Partial<Record<Call, JobStatus>>> = {
  None: { registerJob: "Open" },
  Open: { matchJob: "Matched", cancelJob: "Cancelled" },
  Matched: { acknowledge: "Assigned", decline: "Open", releaseUnacknowledged: "Open", cancelJob: "Cancelled" },
  Assigned: {
    report: "Assigned",
    countMissed: "Assigned",
    collectPay: "Assigned",
    settleJob: "Done",
    cancelJob: "Cancelled",
  },
  Done: {},
  Cancelled: {},
};

/** The status that a refused call needs, or the one that it would move to. */
const needs: Record<Exclude<Call, "registerJob">, { readonly error: string; readonly status: JobStatus }> = {
  matchJob: { error: "JobBadMove", status: "Matched" },
  acknowledge: { error: "JobWrongStatus", status: "Matched" },
  decline: { error: "JobWrongStatus", status: "Matched" },
  releaseUnacknowledged: { error: "JobWrongStatus", status: "Matched" },
  report: { error: "JobWrongStatus", status: "Assigned" },
  countMissed: { error: "JobWrongStatus", status: "Assigned" },
  collectPay: { error: "JobWrongStatus", status: "Assigned" },
  settleJob: { error: "JobBadMove", status: "Done" },
  cancelJob: { error: "JobBadMove", status: "Cancelled" },
};

const numberOf = (status: JobStatus) => BigInt(JOB_STATUSES.indexOf(status));

/** What must have happened, or how late it must be, for a call to go through. */
const preparations: Partial<Record<Call, (given: Case) => Promise<unknown>>> = {
  releaseUnacknowledged: async ({ suite }) =>
    networkHelpers.time.increaseTo((await timeOf(suite)) + jobDefaults.settings.ackWindow),
  report: ({ suite, job }) => reachExecution(suite, job, 0n),
  countMissed: ({ suite, job }) => reachEnd(suite, job),
  collectPay: ({ suite, job }) => reportInTime(suite, job),
  settleJob: ({ suite, job }) => reachEnd(suite, job),
};

describe("JobMarket: every call in every status", () => {
  const deploy = () => deployJobs(connection, 1);

  for (const status of JOB_STATUSES) {
    for (const call of Object.keys(calls) as Call[]) {
      const target = edges[status][call];
      it(`${status}: ${call} ${target === undefined ? "is refused" : `leads to ${target}`}`, async () => {
        const suite = await networkHelpers.loadFixture(deploy);
        const given = { suite, job: await jobs[status](suite) };
        const { market } = suite;
        if (target === undefined && call === "registerJob") {
          await expect(calls[call](given)).to.be.revertedWithCustomError(market, "JobExists").withArgs(given.job.id);
        } else if (target === undefined) {
          const { error, status: needed } = needs[call as keyof typeof needs];
          await expect(calls[call](given))
            .to.be.revertedWithCustomError(market, error)
            .withArgs(given.job.id, numberOf(status), numberOf(needed));
        } else {
          await preparations[call]?.(given);
          await calls[call](given);
          expect(await market.statusOf(given.job.id)).to.equal(numberOf(target));
        }
      });
    }
  }

  it("goes through one status writer, which reverts on edges that the machine does not have", async () => {
    const harness = await ethers.deployContract("JobMoveHarness");
    const market = JobMarket__factory.connect(await harness.getAddress(), ethers.provider);
    const id = hashText("a job");
    await expect(harness.getFunction("move")(id, 3))
      .to.be.revertedWithCustomError(market, "JobBadMove")
      .withArgs(id, 0n, 3n);
    await expect(harness.getFunction("move")(id, 1)).to.emit(market, "JobMoved").withArgs(id, 0n, 1n);
    await expect(harness.getFunction("move")(id, 4))
      .to.be.revertedWithCustomError(market, "JobBadMove")
      .withArgs(id, 1n, 4n);
  });
});
